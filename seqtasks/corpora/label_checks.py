"""Whether the labels of a corpus can be labels."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from seqtasks.corpora.labels import warn_of_look_alikes
from seqtasks.errors import DataError, DataWarning

_MANY, _FEW_TEXTS = 50, 10  # more classes than these, of fewer texts each, are hardly classes
_FEW = 5  # classes of which most may occur once
_MARKS = (",", ".", "!", "?", ";")


def check_labels(
    corpus: object, trained: Sequence[str], known: Sequence[str], is_guessed: Callable[[], bool]
) -> None:
    """Looks at labels before something is trained on them.

    Warns of labels that may be none, and of classes that look alike.

    Args:
        corpus: for messages.
        trained: the labels of the training texts.
        known: those of all texts.
        is_guessed: whether nothing in the corpus says what its labels are; asked only in doubt.

    Raises:
        DataError: for a single class, and for guessed labels most of which occur once.
    """
    classes = set(trained)
    if len(classes) < 2:
        raise DataError(
            f"{corpus} must have two classes at least. Its training texts have only "
            f"{min(classes)!r}."
        )
    found = (
        f"{corpus} has {len(classes):,} different labels among {len(trained):,} training texts, "
        f"such as {min(classes)!r:.60}."
    )
    are_rare = _are_rare(trained)
    if are_rare and is_guessed():
        raise DataError(
            f"{found} Most occur once: they cannot be labels. Without names of columns, a text's "
            "label is a word __label__NAME, else the first word of its line. Name the columns of a "
            "table: `text=` and `label=`."
        )
    are_many = len(classes) > (_FEW if are_rare else max(_MANY, len(trained) // _FEW_TEXTS))
    if are_many or (_may_be_words(classes) and is_guessed()):
        warnings.warn(
            f"{found} If these are not labels, name the columns: `text=` and `label=`.",
            DataWarning,
            stacklevel=1,
        )
    warn_of_look_alikes(corpus, known)


def _are_rare(labels: Sequence[str]) -> bool:
    """Whether most labels occur once, or hardly more often, so that nothing could be learnt."""
    counts = Counter(label.casefold() for label in labels)
    singles = list(counts.values()).count(1)
    most_are_single = len(counts) > _FEW and 2 * singles > len(counts)
    return most_are_single or len(counts) > max(2, len(labels) // 2)


def _may_be_words(classes: Collection[str]) -> bool:
    """Whether labels may be the first words of sentences: many, or with marks at their end."""
    return len(classes) > _MANY or any(name.endswith(_MARKS) for name in classes)
