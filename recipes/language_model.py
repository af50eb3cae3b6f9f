"""Predicts the next token: feed-forward, RNN, GRU and LSTM language models.

The feed-forward model reads a window (Bengio et al., 2003), the others the whole text before, with
truncated back-propagation through time and the state carried on (Mikolov et al., 2010; Zaremba et
al., 2014); the softmax shares the embedding (Press & Wolf, 2017), dropout masks are the same at all
steps (Gal & Ghahramani, 2016). Perplexity per token, `<eos>` counted.

Measured with seed 1 on 2026-11-21, 2 cores of an AMD EPYC that had other work beside:

| command | perplexity validation | test | training |
|---|---|---|---|
| language_model.py@PTB_FEEDFORWARD corpus=DIR/ptb | 139.1 | 130.0 | 2,161 s |
| language_model.py@PTB_RNN corpus=DIR/ptb | 125.6 | 119.7 | 5,886 s |
| language_model.py@PTB_GRU corpus=DIR/ptb | 89.2 | 84.4 | 6,490 s |
| language_model.py@PTB corpus=DIR/ptb | 80.3 | 77.2 | 13,849 s |
| language_model.py architecture=lstm | 7.71 | 7.79 | 58 s |
| language_model.py@STORIES architecture=lstm | 6.32 | 6.53 | 298 s |
| language_model.py@STORIES architecture=gru | 6.51 | 6.73 | 303 s |
| language_model.py@STORIES architecture=rnn | 6.74 | 6.98 | 186 s |
| ngram.py order=5 | 10.13 | 10.59 | 0.1 s |

Characters of Chinese poems: language_model.py@SONGCI corpus=DIR/songci.txt.gz has
validation perplexity 153.2, test 165.2 a character, 7.37 bits with unknown characters not
spelled; a 5-gram (ngram.py) has 7.51 so, and 7.54 with them spelled. 1,047 s on 2026-11-22, tests
beside it. It writes 明月明朝,春色花时。菊边雨白,雨来人散,偏在江山路。

Pieces of film reviews, from which recipes/sentiment.py can begin: language_model.py@IMDB
corpus=DIR/imdb has validation perplexity 104.2, test 105.3 a piece, 1.66 bits a character; 2,937 s
on 2026-11-22, tests beside it.

Pairs of data/language_model that the last four get right (`seqtasks diagnose`), by the words
between subject and verb:

| | agreement 0 | 1-5 | 6-10 | 11-15 | 16-20 | word order | word choice |
|---|---|---|---|---|---|---|---|
| LSTM | 79 % | 84 % | 76 % | 68 % | 68 % | 100 % | 100 % |
| GRU | 93 % | 99 % | 96 % | 95 % | 93 % | 100 % | 100 % |
| RNN | 86 % | 66 % | 61 % | 40 % | 58 % | 100 % | 98 % |
| 5-gram | 64 % | 60 % | 50 % | 43 % | 53 % | 99 % | 97 % |

The LSTM was stopped and resumed, and other work slowed it; alone, an epoch takes about 400 s, and
all 24 would take 2 h 40 min. RNN and GRU are of 2026-11-22; the RNN, too, was paused for
measurements: its last epochs took 311 to 335 s, so that ten take less than an hour. Settings were
chosen on validation text.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import keras

import seqtasks as st


@dataclass(frozen=True, kw_only=True)
class Config:
    corpus: Path = Path("data/language_model")
    column: int | None = None  # that holds the text, in files with tab-separated columns
    labelled: bool = False  # read the texts of a corpus with labels, as recipes/sentiment.py does
    text: str | None = None  # its column with the text: name or number
    label: str | None = None  # its column with the label
    train: str | None = None  # its file or split of this part, where it is not named so
    validation: str | None = None
    test: str | None = None
    unit: Literal["word", "space", "character", "sentencepiece"] = "word"  # space: tokenised text
    vocabulary_size: int = 10_002  # entries at most, the four special ones included
    minimum_frequency: int = 1  # rarer words are <unk>
    lowercase: bool = False
    normalization: Literal["nfkc", "nfc", "none"] = "nfc"  # nfkc turns ， into , and ½ into 1⁄2
    architecture: Literal["feedforward", "rnn", "irnn", "gru", "lstm"] = "lstm"
    embedding_dim: int = 128
    vectors: Path | None = None  # GloVe, word2vec or fastText text file to begin with
    units: int = 128
    num_layers: int = 1  # of a recurrent model, as its dropouts below
    tied: bool = True  # the softmax shares the embedding (Press & Wolf, 2017)
    window: int = 4  # tokens that a feed-forward model sees
    direct: bool = False  # connections from its embeddings to the output (Bengio et al., 2003)
    embedding_dropout: float = 0.0  # share of words
    input_dropout: float = 0.2  # of embeddings
    dropout: float = 0.2  # between layers
    output_dropout: float = 0.2  # of what the softmax reads
    variational: bool = True  # one mask for all steps (Gal & Ghahramani, 2016)
    recurrent_dropout: float = 0.0
    weight_drop: float = 0.0  # of the recurrent matrices (Merity et al., 2018)
    batch_size: int = 32  # streams that are read side by side
    segment_length: int = 35  # tokens through which gradients are carried back
    state_reset: float = 0.05  # share of streams that begin at zero in a step
    epochs: int = 10  # at least
    min_steps: int = 1500  # of these epochs and more, at least
    optimizer: Literal["sgd", "adamw"] = "adamw"
    learning_rate: float = 3e-3  # peak
    schedule: Literal["cosine", "plateau"] = "cosine"
    warmup: float = 0.05  # share of the steps, with cosine
    decay: float = 0.25  # factor on a plateau of the validation loss
    average_from: int | None = None  # epoch from which weights are averaged (Merity et al., 2018)
    weight_decay: float = 0.0
    clip: Literal["norm", "value"] = "norm"
    clip_at: float = 0.5
    patience: int | None = None  # validations without a better loss
    seed: int = 1


STORIES = Config(  # data/language_model, long enough to learn agreement
    embedding_dim=256,
    units=256,
    output_dropout=0.3,
    batch_size=8,
    epochs=20,
    learning_rate=2e-3,
)

SONGCI = Config(  # characters of Chinese poems, the third of three columns
    column=3,
    unit="character",
    normalization="nfkc",
    embedding_dim=256,
    units=256,
    segment_length=50,
    input_dropout=0.1,
    epochs=5,
    learning_rate=2e-3,
)

IMDB = Config(  # reviews, for the classifier of recipes/sentiment.py to begin with
    labelled=True,
    text="4",
    label="2",
    unit="sentencepiece",
    vocabulary_size=8000,
    lowercase=True,
    normalization="nfkc",
    embedding_dim=256,
    units=256,
    segment_length=70,
    epochs=2,
)

PTB = Config(
    unit="space",
    normalization="nfkc",
    embedding_dim=512,
    units=512,
    num_layers=2,
    embedding_dropout=0.05,
    input_dropout=0.3,
    dropout=0.3,
    output_dropout=0.4,
    epochs=24,
    optimizer="sgd",
    learning_rate=20.0,
    warmup=0.0,
    clip_at=0.25,
)

PTB_GRU = dataclasses.replace(
    PTB,
    architecture="gru",
    epochs=12,
    optimizer="adamw",
    learning_rate=2e-3,
    warmup=0.05,
)

PTB_RNN = dataclasses.replace(
    PTB_GRU,
    architecture="rnn",
    num_layers=1,
    output_dropout=0.3,
    batch_size=20,
    epochs=10,
    learning_rate=1e-3,
)

PTB_FEEDFORWARD = dataclasses.replace(
    PTB,
    architecture="feedforward",
    num_layers=1,
    dropout=0.0,
    embedding_dim=256,
    units=256,
    window=6,
    input_dropout=0.2,
    output_dropout=0.3,
    epochs=12,
    optimizer="adamw",
    learning_rate=2e-3,
    warmup=0.05,
    clip_at=1.0,
)


def data(config: Config) -> st.PlainText:
    return st.PlainText(
        config.corpus,
        column=config.column,
        layout=layout(config),
        unit=config.unit,
        vocabulary_size=config.vocabulary_size,
        minimum_frequency=config.minimum_frequency,
        lowercase=config.lowercase,
        normalization=config.normalization,
        batch_size=config.batch_size,
        segment_length=config.segment_length,
    )


def layout(config: Config) -> st.Layout | None:
    names = ("text", "label", "train", "validation", "test")
    places = {name: getattr(config, name) for name in names}
    if not config.labelled:
        if any(places.values()):
            raise ValueError(f"{', '.join(places)} are of a corpus with `labelled=true`.")
        return None
    if config.column is not None:
        raise ValueError("`column` is of files without labels: name it with `text`.")
    return st.Layout(**places)


def model(config: Config, text: st.PlainText) -> st.NextTokenNetwork:
    size = text.tokenizer.vocabulary_size
    network = st.NextTokenNetwork(
        embedding=st.TokenEmbedding(
            size,
            config.embedding_dim,
            dropout=config.input_dropout,
            variational=config.variational,
            embedding_dropout=config.embedding_dropout,
        ),
        encoder=encoder(config),
        head=None if config.tied else keras.layers.Dense(size, name="head"),
        dropout=config.output_dropout,
        variational=config.variational,
    )
    if config.vectors is not None:
        st.load_vectors(network.embedding, text.tokenizer, config.vectors)
    return network


def encoder(config: Config) -> st.WindowEncoder | st.RecurrentEncoder:
    if config.architecture == "feedforward":
        return st.WindowEncoder(config.window, config.units, direct=config.direct)
    cells: dict[str, st.RNN | st.GRU | st.LSTM] = {
        "rnn": st.RNN(config.units),
        "irnn": st.RNN(config.units, activation="relu", recurrent_initializer="identity"),
        "gru": st.GRU(config.units),
        "lstm": st.LSTM(config.units),
    }
    cell = dataclasses.replace(
        cells[config.architecture],
        recurrent_dropout=config.recurrent_dropout,
        weight_drop=config.weight_drop,
    )
    return st.RecurrentEncoder(
        cell,
        num_layers=config.num_layers,
        dropout=config.dropout,
        variational=config.variational,
        return_state=True,
    )


def train(
    config: Config, model: st.NextTokenNetwork, text: st.PlainText, run: st.Run
) -> st.TrainingReport:
    steps_per_epoch = len(text.train.batches.plan(0))
    epochs = st.enough_epochs(
        config.epochs, steps_per_epoch=steps_per_epoch, min_steps=config.min_steps
    )
    rate: Any = config.learning_rate
    if config.schedule == "cosine":
        rate = st.warmup_cosine(
            config.learning_rate,
            epochs=epochs,
            steps_per_epoch=steps_per_epoch,
            warmup=config.warmup,
            min_warmup_steps=100,
        )
    clip = {"global_clipnorm" if config.clip == "norm" else "clipvalue": config.clip_at}
    if config.optimizer == "adamw":
        optimizer = keras.optimizers.AdamW(rate, weight_decay=config.weight_decay, **clip)
    else:
        optimizer = keras.optimizers.SGD(rate, weight_decay=config.weight_decay or None, **clip)
    return st.fit(
        model,
        text.train.batches,
        text.validation.batches,
        optimizer=optimizer,
        epochs=epochs,
        plateau=st.Plateau(factor=config.decay) if config.schedule == "plateau" else None,
        average_from=config.average_from,
        state_reset=config.state_reset,
        patience=config.patience,
        run=run,
    )


def task(config: Config, model: st.NextTokenNetwork, text: st.PlainText) -> st.LanguageModel:
    labelled = layout(config)
    return st.LanguageModel(
        model,
        text.tokenizer,
        column=config.column,
        layout=labelled and labelled._asdict(),
        examples=text.validation.lines,
    )


def evaluate(
    config: Config, task: st.LanguageModel, text: st.PlainText
) -> dict[str, dict[str, float]]:
    return {name: task.evaluate(split) for name, split in text.evaluation_sets.items()}
