"""The forms in which a recurrent layer can run, and the rule that chooses one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeAlias, get_args

import tensorflow as tf

from seqtasks.blocks.cells import GRU, LSTM, RNN, Cell
from seqtasks.tensors import Tensor

Path: TypeAlias = Literal["auto", "loop", "serving", "xla", "keras"]

_forced: ContextVar[Path] = ContextVar("recurrence_path", default="auto")


@contextmanager
def recurrence_path(path: Path) -> Iterator[None]:
    """Forces the form in which recurrent layers run, in what is called or traced inside.

    | path | runs | `"auto"` takes it |
    |---|---|---|
    | `"keras"` | `keras.layers.GRU/LSTM`, and so cuDNN | on a GPU, for the cells of cuDNN |
    | `"xla"` | the loop, compiled | on a CPU, in a graph whose batch and time are known |
    | `"loop"` | the loop, as TensorFlow ops | elsewhere |
    | `"serving"` | the same, and a sequence alone by one op of an LSTM | never |

    The rule looks at cell, shapes and device only, so that results repeat; it compiles with a
    traced graph, never with a batch. Cells with `layer_norm` are not compiled. A graph for other
    machines, an export, is traced under `"serving"`: a batch of one row without padding takes
    another branch of it, which has no gradient. All forms compute the same up to rounding.

    >>> with recurrence_path("loop"):
    ...     pass

    Raises:
        ValueError: for an unknown path.
    """
    if path not in get_args(Path):
        raise ValueError(
            f"`path` must be one of {', '.join(map(repr, get_args(Path)))}. Received: path={path!r}"
        )
    token = _forced.set(path)
    try:
        yield
    finally:
        _forced.reset(token)


def choose_path(cell: Cell, inputs: Tensor) -> Path:
    """The form for a cell and inputs (batch, time, input_dim), by the rule of `recurrence_path`.

    Raises:
        ValueError: if a path is forced that the cell does not have.
    """
    forced = _forced.get()
    if forced == "keras" and not in_keras(cell):
        raise ValueError(f"The path 'keras' needs a cell that Keras has. Received: cell={cell!r}")
    if forced == "xla" and cell.layer_norm:
        raise ValueError(f"The path 'xla' has no layer normalisation. Received: cell={cell!r}")
    if forced != "auto":
        return forced
    if tf.config.list_logical_devices("GPU"):
        return "keras" if in_cudnn(cell) else "loop"
    known = None not in tuple(inputs.shape[:2]) and not tf.executing_eagerly()
    return "xla" if known and not cell.layer_norm else "loop"


def in_keras(cell: Cell) -> bool:
    """Whether a stock Keras layer computes the cell, its initial weights and R's dropout aside."""
    if cell.layer_norm or cell.recurrent_dropout:
        return False
    return not (isinstance(cell, LSTM) and (cell.peepholes or cell.coupled))


def in_cudnn(cell: Cell) -> bool:
    """Whether Keras runs the cell with cuDNN."""
    resets_before = isinstance(cell, GRU) and not cell.reset_after
    return in_keras(cell) and not isinstance(cell, RNN) and not resets_before
