"""seqtasks: from text files to a trained, honestly measured and exported sequence model.

Importing the package is instant: TensorFlow and Keras load when a public name is first used, and
without TensorFlow's start-up messages unless `TF_CPP_MIN_LOG_LEVEL` asks for them. The blocks
register themselves with Keras as soon as both packages are imported, in either order, so that
`import seqtasks` is all that `keras.saving.load_model` needs (docs/decisions/0001).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import wrapt

from seqtasks.startup import one_thread_per_operation, quieten_tensorflow

if TYPE_CHECKING:
    from seqtasks.blocks.attention import Attention
    from seqtasks.blocks.cells import GRU, LSTM, RNN
    from seqtasks.blocks.characters import CharacterEncoder, character_encoder
    from seqtasks.blocks.classification import ClassificationNetwork
    from seqtasks.blocks.convolution import ConvolutionEncoder
    from seqtasks.blocks.crf import LinearChainCRF
    from seqtasks.blocks.decoder import RecurrentDecoder
    from seqtasks.blocks.embedding import TokenEmbedding
    from seqtasks.blocks.encoder import RecurrentEncoder
    from seqtasks.blocks.encoder_decoder import EncoderDecoder
    from seqtasks.blocks.imported import ImportedNetwork
    from seqtasks.blocks.next_token import NextTokenNetwork
    from seqtasks.blocks.paths import recurrence_path
    from seqtasks.blocks.pooling import SequencePooling
    from seqtasks.blocks.tagging import TaggingNetwork
    from seqtasks.blocks.window import WindowEncoder
    from seqtasks.blocks.words import WordRepresentation, word_representation
    from seqtasks.corpora.dialogues import Dialogues
    from seqtasks.corpora.labelled import Layout
    from seqtasks.datasets.labelled import ClassifiedText
    from seqtasks.datasets.parallel import ParallelText
    from seqtasks.datasets.plain import PlainText
    from seqtasks.datasets.tagged import TaggedText
    from seqtasks.metrics.bleu_tokens import choose_bleu_tokenizer
    from seqtasks.ngrams.model import NGramModel
    from seqtasks.tasks.classifier import Classifier
    from seqtasks.tasks.dialogue import Dialogue
    from seqtasks.tasks.language_model import LanguageModel
    from seqtasks.tasks.loading import load
    from seqtasks.tasks.tagger import Tagger
    from seqtasks.tasks.translator import Translator
    from seqtasks.training.calibration import calibrate
    from seqtasks.training.counting import count_ngrams
    from seqtasks.training.epochs import enough_epochs
    from seqtasks.training.loop import fit
    from seqtasks.training.losses import class_loss, tagging_loss, token_loss
    from seqtasks.training.plateau import Plateau
    from seqtasks.training.run import Run, TrainingReport
    from seqtasks.training.schedules import warmup_cosine
    from seqtasks.transfer.pretrained import Pretrained, load_pretrained
    from seqtasks.transfer.vectors import load_vectors

_PUBLIC = {
    "GRU": "blocks.cells",
    "LSTM": "blocks.cells",
    "RNN": "blocks.cells",
    "Attention": "blocks.attention",
    "CharacterEncoder": "blocks.characters",
    "ClassificationNetwork": "blocks.classification",
    "ClassifiedText": "datasets.labelled",
    "Classifier": "tasks.classifier",
    "ConvolutionEncoder": "blocks.convolution",
    "Dialogue": "tasks.dialogue",
    "Dialogues": "corpora.dialogues",
    "EncoderDecoder": "blocks.encoder_decoder",
    "ImportedNetwork": "blocks.imported",
    "LanguageModel": "tasks.language_model",
    "Layout": "corpora.labelled",
    "LinearChainCRF": "blocks.crf",
    "NGramModel": "ngrams.model",
    "NextTokenNetwork": "blocks.next_token",
    "ParallelText": "datasets.parallel",
    "PlainText": "datasets.plain",
    "Plateau": "training.plateau",
    "Pretrained": "transfer.pretrained",
    "RecurrentDecoder": "blocks.decoder",
    "RecurrentEncoder": "blocks.encoder",
    "Run": "training.run",
    "SequencePooling": "blocks.pooling",
    "Tagger": "tasks.tagger",
    "TaggedText": "datasets.tagged",
    "TaggingNetwork": "blocks.tagging",
    "TokenEmbedding": "blocks.embedding",
    "TrainingReport": "training.run",
    "Translator": "tasks.translator",
    "WindowEncoder": "blocks.window",
    "WordRepresentation": "blocks.words",
    "calibrate": "training.calibration",
    "character_encoder": "blocks.characters",
    "choose_bleu_tokenizer": "metrics.bleu_tokens",
    "class_loss": "training.losses",
    "count_ngrams": "training.counting",
    "enough_epochs": "training.epochs",
    "fit": "training.loop",
    "load": "tasks.loading",
    "load_pretrained": "transfer.pretrained",
    "load_vectors": "transfer.vectors",
    "recurrence_path": "blocks.paths",
    "tagging_loss": "training.losses",
    "token_loss": "training.losses",
    "warmup_cosine": "training.schedules",
    "word_representation": "blocks.words",
}

__version__ = "0.1.0"
__all__ = [*_PUBLIC, "__version__", "one_thread_per_operation"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'seqtasks' has no attribute {name!r}")
    quieten_tensorflow()
    return getattr(importlib.import_module(f"seqtasks.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)


@wrapt.when_imported("keras")
def _register_blocks(_keras: Any) -> None:
    """Imports the blocks, which register their classes under the package name `seqtasks`."""
    importlib.import_module("seqtasks.blocks")
