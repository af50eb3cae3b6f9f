"""Answers lines with an export as its users do: in a process without seqtasks.

A script, run by its path: `python -I clean_process.py EXPORT SIGNATURE... [--tensorflow-text]`. It
reads one JSON list of batches of lines from standard input and writes, for each signature, one JSON
list of batches of records.
"""

import json
import os
import sys
from typing import Any

if __name__ == "__main__":
    sys.modules["seqtasks"] = None  # type: ignore[assignment]  # any import of it fails
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

if "--tensorflow-text" in sys.argv:
    import tensorflow_text  # noqa: F401


def answers(directory: str, names: list[str], batches: list[list[str]]) -> list[Any]:
    """The records of every batch of lines, for each of an export's signatures."""
    exported = tf.saved_model.load(directory)
    texts = [tf.constant(lines, tf.string) for lines in batches]
    return [[records(exported.signatures[name](text=text)) for text in texts] for name in names]


def records(outputs: dict[str, tf.Tensor]) -> list[dict[str, Any]]:
    """A dict of batched tensors as one dict a row, strings decoded."""
    columns = {name: tensor.numpy().tolist() for name, tensor in sorted(outputs.items())}
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return [{name: _text(_cut(value, row)) for name, value in row.items()} for row in rows]


def _cut(value: Any, row: dict[str, Any]) -> Any:
    """A list without its padding, where the row tells its length."""
    return value[: row["length"]] if isinstance(value, list) and "length" in row else value


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return value.decode("utf-8") if isinstance(value, bytes) else value


if __name__ == "__main__":
    directory, *names = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    json.dump(answers(directory, names, json.load(sys.stdin)), sys.stdout)
