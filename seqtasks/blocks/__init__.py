"""Blocks: ids and floats in, floats out; they know nothing of text.

Importing this package registers every block with Keras.
"""

from seqtasks.blocks.bridge import Bridge
from seqtasks.blocks.cells import GRU, LSTM, RNN
from seqtasks.blocks.characters import CharacterEncoder
from seqtasks.blocks.classification import ClassificationNetwork
from seqtasks.blocks.convolution import ConvolutionEncoder
from seqtasks.blocks.crf import LinearChainCRF
from seqtasks.blocks.decoder import RecurrentDecoder
from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.encoder_decoder import EncoderDecoder
from seqtasks.blocks.heads import TiedHead
from seqtasks.blocks.imported import DenseOfSteps, EachStep, ImportedNetwork
from seqtasks.blocks.imported_language import ImportedLanguageNetwork
from seqtasks.blocks.keras2 import Merge, ThresholdedReLU, hard_sigmoid_of_keras_2
from seqtasks.blocks.next_token import NextTokenNetwork
from seqtasks.blocks.pooling import SequencePooling
from seqtasks.blocks.recurrent_layer import RecurrentLayer
from seqtasks.blocks.tagging import TaggingNetwork
from seqtasks.blocks.window import WindowEncoder
from seqtasks.blocks.words import WordRepresentation

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Bridge",
    "CharacterEncoder",
    "ClassificationNetwork",
    "ConvolutionEncoder",
    "DenseOfSteps",
    "EachStep",
    "EncoderDecoder",
    "ImportedLanguageNetwork",
    "ImportedNetwork",
    "LinearChainCRF",
    "Merge",
    "NextTokenNetwork",
    "RecurrentDecoder",
    "RecurrentEncoder",
    "RecurrentLayer",
    "SequencePooling",
    "TaggingNetwork",
    "ThresholdedReLU",
    "TiedHead",
    "TokenEmbedding",
    "WindowEncoder",
    "WordRepresentation",
    "hard_sigmoid_of_keras_2",
]
