"""Recurrent cells: frozen descriptions that hold the equation of one step and its gradient."""

from seqtasks.blocks.cells.cell import Cell, CellWeights, HiddenState, LSTMState, State
from seqtasks.blocks.cells.gru import GRU
from seqtasks.blocks.cells.lstm import LSTM
from seqtasks.blocks.cells.names import cell_config, resolve_cell
from seqtasks.blocks.cells.rnn import RNN

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Cell",
    "CellWeights",
    "HiddenState",
    "LSTMState",
    "State",
    "cell_config",
    "resolve_cell",
]
