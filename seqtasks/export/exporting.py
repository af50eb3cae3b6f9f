"""From a run to an export: written, proved, described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol

from seqtasks.errors import RunError
from seqtasks.export.directory import check_new, new_directory
from seqtasks.export.model_card import model_card
from seqtasks.export.network_file import Format, write_network
from seqtasks.export.parity import STRANGE_LINES, check_parity
from seqtasks.export.quantization import Precision, QuantizedWeight, quantize
from seqtasks.export.saved_model import ExportDescription, Signature, write_saved_model
from seqtasks.tokenizers.base import Tokenizer

_MAX_TEXTS = 20  # examples that a file of a network is tried with, one by one


class Exportable(Protocol):
    """What an export takes of a task (`seqtasks.tasks.task.Task`)."""

    @property
    def answer(self) -> str: ...  # noqa: D102
    @property
    def examples(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def capabilities(self) -> frozenset[Any]: ...  # noqa: D102
    @property
    def network(self) -> Any: ...  # noqa: D102
    @property
    def tokenizers(self) -> Mapping[str, Tokenizer]: ...  # noqa: D102
    @property
    def settings(self) -> dict[str, Any]: ...  # noqa: D102
    @property
    def details(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def needs_tensorflow_text(self) -> bool: ...  # noqa: D102
    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]: ...  # noqa: D102
    def explain(self, lines: Sequence[str]) -> list[dict[str, Any]]: ...  # noqa: D102
    def network_inputs(self, line: str) -> dict[str, Any]: ...  # noqa: D102
    def signatures(self, n_best: int = 1) -> dict[str, Signature]: ...  # noqa: D102
    def evaluate_corpus(  # noqa: D102
        self, corpus: str | Path, *, test: str | None = None
    ) -> dict[str, Any]: ...


class FewerBits(NamedTuple):
    """How matrices are stored, and where it is measured what that costs.

    Attributes:
        precision: `"float16"` or `"int8"`.
        corpus: with a validation split, as the task's `evaluate_corpus` reads it.
    """

    precision: Precision
    corpus: str


class Exported(NamedTuple):
    """What was found while a task was exported.

    Attributes:
        lines: how many were compared.
        metrics: of the validation split by precision, where matrices are stored in fewer bits.
    """

    lines: int
    metrics: Mapping[str, Mapping[str, Any]]


def export(
    task: Exportable,
    directory: Path,
    *,
    results: dict[str, Any],
    n_best: int = 1,
    data_licence: str = "not stated",
    fewer_bits: FewerBits | None = None,
) -> Exported:
    """Writes a task as a SavedModel, and keeps it only if it answers as the task does.

    Args:
        task: what to export.
        directory: does not exist yet.
        results: the run's `results.json`, for the model card.
        n_best: alternatives that `serving_default` returns; 1 for the answer only.
        data_licence: for the model card.
        fewer_bits: store matrices in fewer bits, and round the task's own; None for float32.

    Returns:
        What was found on the way.

    Raises:
        RunError: the directory exists or cannot be written, or an answer differs.
        DataError: the corpus of `fewer_bits` cannot be used.
        ValueError: `n_best` is more than the task's search keeps.
    """
    description = ExportDescription(
        type(task).__name__,
        task.answer,
        task.needs_tensorflow_text,
        task.details,
    )
    check_new(directory)
    signatures, metrics = task.signatures(n_best), {}
    forms = {tokenizer.settings["normalization"] for tokenizer in task.tokenizers.values()}
    settings = task.settings | {"normalization": ", ".join(sorted(forms))}
    quantized: Mapping[int, QuantizedWeight] = {}
    if fewer_bits is not None:
        metrics["float32"] = task.evaluate_corpus(fewer_bits.corpus, test="validation")
        quantized = quantize(task.network, fewer_bits.precision)
        metrics[fewer_bits.precision] = task.evaluate_corpus(fewer_bits.corpus, test="validation")
        settings = settings | {"weights": fewer_bits.precision}
    with new_directory(directory) as partial:
        with TemporaryDirectory() as folder:
            for name, tokenizer in task.tokenizers.items():
                tokenizer.save(Path(folder), name)
            tensors = write_saved_model(
                partial,
                network=task.network,
                resources=list(task.tokenizers.values()),
                signatures=signatures,
                description=description,
                assets=sorted(Path(folder).iterdir()),
                quantized=quantized,
            )
        functions: dict[str, Any] = {"serving_default": task.predict_records}
        if "explain" in task.capabilities:
            functions["explain"] = task.explain
        compared = check_parity(partial, description, functions, task.examples)
        card = model_card(
            task=description.task,
            settings=settings,
            results=results | {"metrics": results.get("metrics", {}) | _named(metrics)},
            signatures=tensors,
            example=next(iter(task.examples), "..."),
            tensorflow_text=description.tensorflow_text,
            compared_lines=compared,
            data_licence=data_licence,
        )
        (partial / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    return Exported(compared, metrics)


def export_network(task: Exportable, path: Path, style: Format) -> int:
    """Writes a task's network on token ids as one file; see `write_network`.

    Args:
        task: whose network it is; its examples are what the file is tried with.
        path: of the file; does not exist yet.
        style: `"keras"`, `"litert"` or `"onnx"`.

    Returns:
        How many lines were compared.

    Raises:
        RunError: as of `write_network`; or the task searches with its network, which is more than
            the network on token ids.
    """
    texts = [task.network_inputs(line) for line in (*task.examples[:_MAX_TEXTS], *STRANGE_LINES)]
    if style != "keras" and "target" in texts[0]:
        raise RunError(
            f"A {type(task).__name__} answers by a search that runs its network step by step, and "
            f"{style} would hold the network alone. Export a SavedModel, or --format keras."
        )
    return write_network(path, style, task.network, texts)


def _named(metrics: Mapping[str, Any]) -> dict[str, Any]:
    return {f"validation, {precision}": values for precision, values in metrics.items()}
