"""Reads texts with a label each from TensorFlow Datasets."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from seqtasks.corpora.label_columns import (
    LABEL_NAMES,
    TEXT_NAMES,
    Columns,
    Row,
    check_different,
)
from seqtasks.corpora.labelled_files import LabelledTexts, as_labelled
from seqtasks.corpora.tfds import dataset_features, read_examples
from seqtasks.errors import DataError, DataWarning, did_you_mean

_NO_LABEL = "-1"  # what data sets have for it, where labels are not given away


def read_labelled_examples(corpus: str, split: str, columns: Columns) -> LabelledTexts:
    """Reads a split of `tfds:NAME`: a feature with a text, and one with its label.

    Args:
        corpus: the data set.
        split: as the data set names it, or a part, such as `train[:10%]`.
        columns: the features; None for one that is named so, or the only one.

    Raises:
        DataError: the data set or the split cannot be had, has not such features, or no labels.
    """
    features = dataset_features(corpus)
    singles = {n: feature for n, feature in features.items() if not feature.sequence}
    texts = [n for n, f in singles.items() if f.text]
    classes = [n for n, f in singles.items() if f.names is not None]
    text = _feature(corpus, "text", columns.text, texts, TEXT_NAMES)
    labels = list(singles) if columns.label else classes or [n for n in singles if n != text]
    label = _feature(corpus, "label", columns.label, labels, LABEL_NAMES)
    check_different(text, label, corpus)
    names = [text, label]
    if columns.group is not None:
        names.append(_feature(corpus, "group", columns.group, list(singles), ()))
    examples = enumerate(read_examples(corpus, split, {n: singles[n] for n in names}), start=1)
    rows = [Row(f"{corpus}, {split}, example {number}", *values) for number, values in examples]
    if singles[label].names is not None:
        rows = _with_label(rows, corpus, split)
    return as_labelled(rows, f"{corpus}, {split}")


def _with_label(rows: list[Row], corpus: str, split: str) -> list[Row]:
    """The rows that have a label."""
    found = [row for row in rows if row.label != _NO_LABEL]
    if not found:
        raise DataError(
            f"{corpus} has no labels in its split {split}. Choose another, such as "
            "`test=validation`."
        )
    if len(found) < len(rows):
        warnings.warn(
            f"{len(rows) - len(found):,} of {len(rows):,} examples of {corpus}, {split}, have no "
            "label and are left out.",
            DataWarning,
            stacklevel=1,
        )
    return found


def _feature(
    corpus: str, what: str, wanted: str | None, known: Sequence[str], names: Sequence[str]
) -> str:
    """The feature that is wanted; else the only one, or the first that has such a name."""
    if wanted in known:
        return str(wanted)
    likely = known if len(known) == 1 else [name for name in names if name in known]
    if wanted is None and likely:
        return likely[0]
    problem = did_you_mean(wanted, known) if wanted else f"Choose one of {', '.join(known)}."
    raise DataError(
        f"{corpus}: `{what}=` must name the feature with the {what}. "
        f"{problem if known else 'It has none.'} Received: {what}={wanted!r}"
    )
