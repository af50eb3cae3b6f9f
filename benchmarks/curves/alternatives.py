"""What a user would take instead: each trains on a subset, and answers its other splits.

    python -m benchmarks.curves.alternatives NAME CORPUS OUTPUT [ARPA]

is one process, so that its time and memory are its own. It writes OUTPUT: metrics by split, and
the versions of the packages. Examples and their labels come from the readers that recipes use.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import math
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from seqtasks.corpora.labelled import Layout, read_labelled
from seqtasks.corpora.plain import read_plain
from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.corpora.slots import holds_requests
from seqtasks.corpora.span_labels import find_scheme
from seqtasks.corpora.tagged import read_tagged
from seqtasks.files import write_whole
from seqtasks.metrics.perplexity import text_metrics
from seqtasks.metrics.spans import scheme_of_gold, span_metrics
from seqtasks.metrics.tagging import label_metrics, share

Metrics = dict[str, dict[str, float]]
_PUNCTUATION = re.compile(r"([.!?,'/()])")


class Alternative(NamedTuple):
    """Another model.

    Attributes:
        measure: from a corpus' folder and our ARPA file to metrics by split.
        module: what it imports.
        package: what it is called by `pip`.
    """

    measure: Callable[[Path, Path | None], Metrics]
    module: str
    package: str

    @property
    def is_installed(self) -> bool:
        """Whether it can be measured here."""
        return importlib.util.find_spec(self.module) is not None


def measure_crfsuite(corpus: Path, arpa: Path | None = None) -> Metrics:
    """A linear-chain CRF on features of the word and of its neighbours.

    Features and settings are those of sklearn-crfsuite's tutorial, without the part-of-speech tags
    that these corpora do not have, or are to be given.
    """
    import pycrfsuite

    found = read_tagged(corpus)
    trainer = pycrfsuite.Trainer(verbose=False)
    for words, labels in zip(found.train.words, found.train.labels, strict=True):
        trainer.append(_features(words), labels)
    trainer.set_params(
        {"c1": 0.1, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True}
    )
    tagger = pycrfsuite.Tagger()
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/model")
        tagger.open(f"{folder}/model")
        splits = {"validation": found.validation, "test": found.test}
        answers = {
            name: [tagger.tag(_features(words)) for words in split.words]
            for name, split in splits.items()
        }
        tagger.close()
    return {
        name: _tagging_metrics(found.train, split, answers[name]) for name, split in splits.items()
    }


def _features(words: Sequence[str]) -> list[dict[str, Any]]:
    """The features of each word of a sentence."""
    rows = []
    for i, word in enumerate(words):
        row: dict[str, Any] = {
            "bias": 1.0,
            "word.lower()": word.lower(),
            "word[-3:]": word[-3:],
            "word[-2:]": word[-2:],
            "word.isupper()": word.isupper(),
            "word.istitle()": word.istitle(),
            "word.isdigit()": word.isdigit(),
        }
        for place, edge in ((-1, "BOS"), (1, "EOS")):
            if not 0 <= i + place < len(words):
                row[edge] = True
                continue
            other = words[i + place]
            row[f"{place:+}:word.lower()"] = other.lower()
            row[f"{place:+}:word.istitle()"] = other.istitle()
            row[f"{place:+}:word.isupper()"] = other.isupper()
        rows.append(row)
    return rows


def _tagging_metrics(
    train: TaggedSentences, split: TaggedSentences, predicted: Sequence[Sequence[str]]
) -> dict[str, float]:
    """What our taggers report, of numbers only."""
    learned = {word.lower() for row in train.words for word in row}
    known = {word for row in split.words for word in row if word.lower() in learned}
    metrics = label_metrics(split.words, split.labels, predicted, known)
    scheme = find_scheme([label for row in train.labels for label in row])
    if scheme is not None:
        schemes = scheme_of_gold(split.labels, scheme), scheme
        name = "slot_f1" if split.intents else "span_f1"
        metrics |= span_metrics(split.labels, predicted, *schemes, name=name)
    return {name: value for name, value in metrics.items() if isinstance(value, float)}


class Classes(NamedTuple):
    """Texts with a class each, and what the share of right ones is called."""

    texts: Sequence[str]
    classes: Sequence[str]
    metric: str


def _read_classes(corpus: Path) -> dict[str, Classes]:
    """The splits of a corpus of requests, with their intents, or of labelled texts."""
    if holds_requests(corpus):
        tagged = read_tagged(corpus)
        return {
            name: Classes([" ".join(row) for row in split.words], split.intents, "intent_accuracy")
            for name, split in tagged._asdict().items()
        }
    is_table = (corpus / "train.tsv").is_file()  # IMDB's
    labelled = read_labelled(corpus, Layout(text="4", label="2") if is_table else Layout())
    return {
        name: Classes(split.texts, split.labels, "accuracy")
        for name, split in labelled._asdict().items()
    }


def _class_metrics(splits: dict[str, Classes], answers: dict[str, Sequence[str]]) -> Metrics:
    return {
        name: {splits[name].metric: share([*map(str.__eq__, splits[name].classes, found)])}
        for name, found in answers.items()
    }


def measure_fasttext(corpus: Path, arpa: Path | None = None) -> Metrics:
    """fastText, with the text and the settings at which its tutorial arrives.

    Lower case, punctuation set apart, 25 epochs, a learning rate of 1, pairs of words, which here
    share 200,000 rows. Fewer threads than ten leave a part of the starting values undefined in the
    package `fasttext`; in `fasttext-community` they do not, but others may install that one.
    Threads write to the same weights, so that numbers differ a little from run to run.
    """
    import fasttext

    splits = _read_classes(corpus)
    names = sorted({*splits["train"].classes})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.txt")
        rows = zip(splits["train"].classes, splits["train"].texts, strict=True)
        lines = [f"__label__{names.index(name)} {_plain(text)}\n" for name, text in rows]
        path.write_text("".join(lines), encoding="utf-8")
        model = fasttext.train_supervised(
            str(path), lr=1.0, epoch=25, wordNgrams=2, bucket=200_000, thread=10, verbose=0
        )
    answers = {
        name: [_fasttext_answer(model, _plain(text), names) for text in splits[name].texts]
        for name in ("validation", "test")
    }
    return _class_metrics(splits, answers)


def _plain(text: str) -> str:
    """Lower case, with blanks around punctuation marks, on one line."""
    return " ".join(_PUNCTUATION.sub(r" \1 ", text.lower()).split())


def _fasttext_answer(model: Any, text: str, names: Sequence[str]) -> str:
    """The class of a text; the first one where there is no word that it knows."""
    labels, _ = model.predict(text)
    return names[int(labels[0].removeprefix("__label__"))] if labels else names[0]


def measure_tfidf(corpus: Path, arpa: Path | None = None) -> Metrics:
    """TF-IDF of words and pairs of words, and a logistic regression, with defaults."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    splits = _read_classes(corpus)
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1_000))
    model.fit(splits["train"].texts, splits["train"].classes)
    answers = {
        name: [str(one) for one in model.predict(splits[name].texts)]
        for name in ("validation", "test")
    }
    return _class_metrics(splits, answers)


def measure_kenlm(corpus: Path, arpa: Path | None = None) -> Metrics:
    """KenLM's answers, from the ARPA file that our recipe `ngram` estimated on the same lines.

    `pip` has no program that estimates; our estimator's numbers are those of `lmplz`
    (tests/oracles, tests/ngrams). What stands between spaces is a word, as with `unit=space`.
    """
    import kenlm

    model = kenlm.Model(str(arpa))
    lines = read_plain(corpus)
    characters = len({*"".join(lines.train)})
    splits = {"validation": lines.validation, "test": lines.test}
    return {name: _kenlm_metrics(model, split, characters) for name, split in splits.items()}


def _kenlm_metrics(model: Any, lines: Sequence[str], num_characters: int) -> dict[str, float]:
    """What `LanguageModel.evaluate` reports."""
    rows = [row for line in lines for row in _kenlm_tokens(model, line)]
    nats = np.array([row[0] for row in rows])
    spelling = np.array([row[1] for row in rows])
    return text_metrics(nats, spelling, lines, num_characters)


def _kenlm_tokens(model: Any, line: str) -> Iterator[tuple[float, int]]:
    """-log p in nats of each word of a line and of its end, and what spells it if unknown."""
    words = [*line.split(), None]
    for word, (log10_p, _, unknown) in zip(words, model.full_scores(line), strict=True):
        is_unknown = unknown and word not in (None, "<unk>")  # which the corpus may hold itself
        yield -log10_p * math.log(10.0), len(word) + 1 if is_unknown else 0


ALTERNATIVES = {
    "crfsuite": Alternative(measure_crfsuite, "pycrfsuite", "python-crfsuite"),
    "fasttext": Alternative(measure_fasttext, "fasttext", "fasttext-community"),
    "tfidf": Alternative(measure_tfidf, "sklearn", "scikit-learn"),
    "kenlm": Alternative(measure_kenlm, "kenlm", "kenlm"),
}


def main(name: str, corpus: str, output: str, arpa: str | None = None) -> None:
    """Measures one, and writes its metrics and version."""
    chosen = ALTERNATIVES[name]
    metrics = chosen.measure(Path(corpus), Path(arpa) if arpa else None)
    versions = {chosen.package: importlib.metadata.version(chosen.package)}
    content = json.dumps({"metrics": metrics, "versions": versions})
    write_whole(Path(output), content.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
