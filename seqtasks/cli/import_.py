"""`seqtasks import`: a Keras model that was built elsewhere becomes a run."""

from __future__ import annotations

from pathlib import Path

import click

from seqtasks.cli.options import path_type
from seqtasks.export.directory import check_new


@click.command("import")
@click.argument("file", metavar="FILE.keras", type=path_type)
@click.option(
    "--task", type=click.Choice(["classification", "tagging", "language-model"]), required=True
)
@click.option(
    "--tokenizer",
    type=path_type,
    required=True,
    help="Vocabulary of the model, one token per line, or a run that has its tokenizer.",
)
@click.option(
    "--labels",
    type=path_type,
    help="Names of the model's outputs, one per line; a language model's outputs are its tokens.",
)
@click.option("--output", type=path_type, required=True, help="Write the run to this directory.")
@click.option(
    "--tokens",
    type=click.Choice(["words", "spaces", "characters"]),
    help="How the model splits text: into words by our rule, at spaces, or into characters.  "
    "[default: words]",
)
@click.option("--lowercase", is_flag=True, help="Lowercase the text before it is split.")
@click.option(
    "--normalization",
    type=click.Choice(["nfkc", "nfc", "none"]),
    help="Unicode normal form of the text.  [default: none]",
)
@click.option("--length", type=click.IntRange(min=1), help="Pad or truncate every text to N ids.")
@click.option("--padding", type=click.Choice(["pre", "post"]), default="post", show_default=True)
@click.option("--truncating", type=click.Choice(["pre", "post"]), default="post", show_default=True)
@click.option(
    "--outputs",
    type=click.Choice(["logits", "probabilities", "probability"]),
    help="What the outputs are.  [default: guessed from the last activation]",
)
@click.option(
    "--examples",
    type=path_type,
    help="Lines to verify an export with.  [default: made up from known tokens]",
)
def import_(
    file: Path,
    task: str,
    tokenizer: Path,
    labels: Path | None,
    output: Path,
    tokens: str | None,
    lowercase: bool,
    normalization: str | None,
    length: int | None,
    padding: str,
    truncating: str,
    outputs: str | None,
    examples: Path | None,
) -> None:
    """Import a model that was built with plain Keras elsewhere, as a run.

    FILE (.keras, or an old .h5) holds a model from token ids to scores: of classes for a
    classifier, of labels for a tagger, of the next token for a language model. The run predicts,
    evaluates and exports like any other. Models that contain code are refused.
    """
    check_new(output)
    if (labels is None) != (task == "language-model"):
        needs = "needs" if labels is None else "has no"
        raise click.UsageError(f"--task {task} {needs} --labels.")
    if truncating == "pre" and length is None:
        raise click.UsageError("--truncating needs --length: without it no text is cut.")
    if padding == "pre" and task != "classification":
        raise click.UsageError(f"--padding pre is of classifiers: --task {task} pads nothing.")
    if outputs == "probability" and task == "language-model":
        raise click.UsageError("--outputs probability is of two classes, not of many tokens.")
    if task == "tagging" and tokens == "characters":
        raise click.UsageError("--tokens characters is not for tagging, which labels words.")
    if tokenizer.is_dir() and (lowercase or normalization or (tokens and task != "tagging")):
        raise click.UsageError(
            "A run's tokenizer has settings of its own: give neither --lowercase, --normalization "
            "nor --tokens."
        )
    from seqtasks.convert.importing import import_model
    from seqtasks.convert.vocabulary import ReadsText
    from seqtasks.corpora.lines import read_lines

    imported = import_model(
        file,
        output,
        task=task,  # type: ignore[arg-type]  # click checked these
        tokenizer=tokenizer,
        labels=labels,
        reads=ReadsText(
            tokens or "words",  # type: ignore[arg-type]
            lowercase,
            normalization or "none",  # type: ignore[arg-type]
            length,
            padding,  # type: ignore[arg-type]
            truncating,  # type: ignore[arg-type]
        ),
        outputs=outputs,  # type: ignore[arg-type]
        examples=list(read_lines(examples)) if examples else (),
    )
    click.echo(f"{output}: a {type(imported).__name__} of {imported.network.model.name!r}")
