"""The card that stands beside an export: what it is, how good it is, how it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seqtasks.infinity import shown


def model_card(
    *,
    task: str,
    settings: Mapping[str, Any],
    results: Mapping[str, Any],
    signatures: Mapping[str, Mapping[str, str]],
    example: str,
    tensorflow_text: bool,
    compared_lines: int,
    data_licence: str,
) -> str:
    """MODEL_CARD.md as text.

    Args:
        task: the class of the task.
        settings: its languages and decoding.
        results: the run's `results.json`; empty where it has none.
        signatures: for each its tensors, as `write_saved_model` returns them.
        example: a raw input for the example call.
        tensorflow_text: whether the export needs `tensorflow_text`.
        compared_lines: lines on which the export's answers were compared with the run's.
        data_licence: licence of the training data.
    """
    corpus = Path(results.get("config", {}).get("corpus", "unknown")).name
    extra = "import tensorflow_text  # registers the SentencePiece operations\n"
    return f"""# {task}

| | |
|---|---|
| recipe | {results.get("recipe", "unknown")} (commit {results.get("commit", "unknown")}) |
| training data | {corpus} |
| licence of the data | {data_licence} |
| parameters | {results.get("parameters", "unknown")} |
| seed | {results.get("seed", "unknown")} |
{_rows(settings)}

## Measured

{_metrics(results.get("metrics", {}), results.get("baselines", {}))}
{_warnings(results.get("warnings", []))}
The export's answers were compared with the run's on {compared_lines} lines, alone and in batches,
in a process without seqtasks.

## Call

```python
import tensorflow as tf
{extra if tensorflow_text else ""}
serve = tf.saved_model.load("DIRECTORY").signatures["serving_default"]
serve(text=tf.constant([{example!r}]))
```

{_signatures(signatures)}
"""


def _rows(settings: Mapping[str, Any]) -> str:
    return "\n".join(f"| {name.replace('_', ' ')} | {value} |" for name, value in settings.items())


def _metrics(
    metrics: Mapping[str, Mapping[str, Any]],
    baselines: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> str:
    """A row for each split, and under it one for each of its baselines."""
    names = list(
        dict.fromkeys(
            name
            for values in metrics.values()
            for name, value in values.items()
            if isinstance(value, int | float | str)
        )
    )
    if not names:
        return "Nothing was measured in this run."
    lines = [f"| split | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for split, values in metrics.items():
        rows = {f"{split}, baseline: {name}": row for name, row in baselines.get(split, {}).items()}
        for title, row in {split: values, **rows}.items():
            cells = [_number(row[name]) if name in row else "-" for name in names]
            lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _warnings(warnings: Sequence[Mapping[str, str]]) -> str:
    """What the training fell short of, and the command to try, if there is one."""
    return "".join(
        f"\n**Warning:** {warning['message']}\n{_suggestion(warning.get('suggestion', ''))}"
        for warning in warnings
    )


def _suggestion(suggestion: str) -> str:
    """A reason and a command, such as "train longer: seqtasks run ...", in Markdown."""
    why, _, command = suggestion.partition(": ")
    if not command:
        return ""
    return f"\nWhoever trains this model again can {why}:\n\n```sh\n{command}\n```\n"


def _number(value: Any) -> str:
    return shown(value, ".4g") if isinstance(value, float) else str(value).replace("|", "\\|")


def _signatures(signatures: Mapping[str, Mapping[str, str]]) -> str:
    lines = ["| signature | tensor | type |", "|---|---|---|"]
    for name, tensors in signatures.items():
        lines += [f"| `{name}` | {tensor} | {kind} |" for tensor, kind in tensors.items()]
    return "\n".join(lines)
