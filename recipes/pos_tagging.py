"""Tags words: a bidirectional recurrent network over words and their characters.

Words are read as wholes and by their characters (Ling et al., 2015; Plank et al., 2016), from
both sides (Graves & Schmidhuber, 2005); each label is decided by itself, or all of a sentence
together by a linear-chain CRF (Huang et al., 2015; Lample et al., 2016).

Accuracy on test, measured on 2026-11-21, 2 cores of an AMD EPYC that had other work beside, mean
and standard deviation over the seeds, the first row on 2026-11-30; settings were chosen on
validation data:

| command | all words | not in training | validation | training |
|---|---|---|---|---|
| pos_tagging.py | 0.988 | 0.90 | 0.994 | 67 s |
| pos_tagging.py@EWT corpus=DIR/ud-en-ewt seed=1,2,3 | 0.957 ± 0.001 | 0.82 | 0.953 | 1,144 s |

What characters and a CRF are worth: 6 epochs, neither suffixes nor shapes, seed 1, 2026-11-22
(`pos_tagging.py@EWT corpus=DIR/ud-en-ewt crf=false,true characters=none,convolution suffixes=false
shapes=false epochs=6 average_from=3`, then `seqtasks compare`):

| characters | CRF | all words | not in training | whole sentences | validation |
|---|---|---|---|---|---|
| none | no | 0.915 | 0.46 | 0.508 | 0.911 |
| none | yes | 0.917 | 0.48 | 0.522 | 0.911 |
| convolution | no | 0.949 | 0.79 | 0.646 | 0.944 |
| convolution | yes | 0.949 | 0.79 | 0.653 | 0.944 |
"""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import keras

import seqtasks as st

st.one_thread_per_operation(max_cores=4)  # docs/decisions/0012


@dataclass(frozen=True, kw_only=True)
class Config:
    corpus: Path = Path("data/tagging")
    column: str | None = None  # "upos", "xpos" ... of CoNLL-U, a number in files with columns
    train: str | None = None  # file of the training split, where another name says so
    validation: str | None = None
    test: str | None = None
    splitting: Literal["spaces", "words"] = "spaces"  # how `predict` finds words in raw lines
    minimum_frequency: int = 1  # rarer words are <unk>
    lowercase: bool = True  # words; characters and shapes keep their case
    normalization: Literal["nfkc", "nfc", "none"] = "nfkc"  # nfkc reads ， as , and ½ as 1⁄2
    embedding_dim: int = 64
    vectors: Path | None = None  # GloVe, word2vec or fastText text file to begin with
    characters: Literal["none", "recurrent", "convolution"] = "recurrent"
    character_dim: int = 32
    character_units: int = 64  # of both directions; filters of a convolution
    suffixes: bool = False  # endings of 1 to 3 characters
    shapes: bool = False  # lower case, capitalised, digits ...
    cell: str = "lstm"  # or "rnn", "gru", "peephole_lstm" ...
    units: int = 64  # per direction
    num_layers: int = 1
    crf: bool = False
    constrained: bool = False  # labels of spans: forbid I-x after O and the like
    word_dropout: float = 0.1  # share of words read as <unk>
    dropout: float = 0.3
    batch_size: int = 32
    epochs: int = 8  # at least
    min_steps: int = 1000  # of these epochs and more, at least
    learning_rate: float = 4e-3  # peak
    average_from: int | None = None  # epoch from which weights are averaged
    clip: float = 1.0
    monitor: Literal[  # validation metric of the best epoch
        "token_accuracy", "macro_f1", "sentence_accuracy", "span_f1", "loss"
    ] = "token_accuracy"
    calibrate: bool = False  # fit temperatures on validation data (Guo et al., 2017)
    seed: int = 1


EWT = Config(
    embedding_dim=128,
    characters="convolution",
    character_dim=50,
    character_units=128,
    suffixes=True,
    shapes=True,
    units=300,
    word_dropout=0.25,
    dropout=0.5,
    epochs=18,
    learning_rate=2e-3,
    average_from=7,
)


def data(config: Config) -> st.TaggedText:
    return st.TaggedText(
        config.corpus,
        column=config.column,
        files=files(config),
        minimum_frequency=config.minimum_frequency,
        lowercase=config.lowercase,
        normalization=config.normalization,
        characters=config.characters != "none",
        suffixes=config.suffixes,
        shapes=config.shapes,
        constrained=config.constrained,
        batch_size=config.batch_size,
    )


def files(config: Config) -> dict[str, str | None]:
    return {"train": config.train, "validation": config.validation, "test": config.test}


def model(config: Config, text: st.TaggedText) -> st.TaggingNetwork:
    encoder = st.RecurrentEncoder(
        config.cell,
        config.units,
        num_layers=config.num_layers,
        bidirectional=True,
        dropout=config.dropout,
        variational=True,
    )
    return st.TaggingNetwork(
        words(config, text),
        encoder,
        keras.layers.Dense(len(text.labels), name="head"),
        crf=st.LinearChainCRF(len(text.labels)) if config.crf else None,
        dropout=config.dropout,
        variational=True,
    )


def words(config: Config, text: st.TaggedText) -> st.WordRepresentation:
    representation = st.word_representation(
        text.vocabulary_sizes,
        config.embedding_dim,
        characters=config.characters,
        character_dim=config.character_dim,
        character_units=config.character_units,
        word_dropout=config.word_dropout,
        dropout=config.dropout,
    )
    if config.vectors is not None:
        st.load_vectors(representation.words, text.tokenizers["words"], config.vectors)
    return representation


def train(
    config: Config, model: st.TaggingNetwork, text: st.TaggedText, run: st.Run
) -> st.TrainingReport:
    steps_per_epoch = len(text.train.batches.plan(0))
    epochs = st.enough_epochs(
        config.epochs, steps_per_epoch=steps_per_epoch, min_steps=config.min_steps
    )
    rate = st.warmup_cosine(
        config.learning_rate,
        epochs=epochs,
        steps_per_epoch=steps_per_epoch,
        warmup=0.05,
        min_warmup_steps=100,
    )
    tagger = task(config, model, text)
    report = st.fit(
        model,
        text.train.batches,
        text.validation.batches,
        optimizer=keras.optimizers.Adam(rate, global_clipnorm=config.clip),
        epochs=epochs,
        loss=st.tagging_loss,
        average_from=config.average_from,
        monitor=config.monitor,
        validate=functools.partial(tagger.measure, text.validation.sentences),
        run=run,
    )
    if config.calibrate:
        st.calibrate(model, text.validation.batches)
    return report


def task(config: Config, model: st.TaggingNetwork, text: st.TaggedText) -> st.Tagger:
    return st.Tagger(
        model,
        text.tokenizers,
        text.labels,
        splitting=config.splitting,
        constrained=config.constrained,
        column=config.column,
        files=files(config),
        examples=[" ".join(row) for row in text.validation.sentences.words],
    )


def evaluate(config: Config, task: st.Tagger, text: st.TaggedText) -> dict[str, dict[str, float]]:
    return {name: task.evaluate(split) for name, split in text.evaluation_sets.items()}
