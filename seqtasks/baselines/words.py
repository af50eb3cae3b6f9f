"""Words labelled by themselves: each as training labels it most often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

_LONGEST_ENDING = 5  # characters
_RARE = 10  # occurrences in training, up to which a word teaches what endings mean

Counts = defaultdict[str, Counter[str]]


class WordLabels:
    """Labels each word without regard to the words around it.

    A word of training gets its most frequent label there. Any other word gets the most frequent
    label of its longest ending of one to five characters that training words of up to ten
    occurrences have: unknown words are like rare ones (Brants, 2000, TnT, section 2.3, whose
    endings are longer and smoothed). Where no ending is known, it is the most frequent label of
    all. Of labels that are equally frequent, the one that comes first in training counts.

    Attributes:
        commonest: the most frequent label of all words.

    Args:
        words: of each training sentence, as they are written; at least one word.
        labels: one for each word.

    Raises:
        ValueError: there is no word.

    >>> labels = WordLabels([["a", "dog", "runs"], ["a", "cat", "sits"]], [["D", "N", "V"]] * 2)
    >>> labels.of([["a", "dog", "jumps", "@"]])
    [['D', 'N', 'V', 'D']]
    """

    def __init__(self, words: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]) -> None:
        by_word: Counts = defaultdict(Counter)
        for row, of_row in zip(words, labels, strict=True):
            for word, label in zip(row, of_row, strict=True):
                by_word[word][label] += 1
        if not by_word:
            raise ValueError("`words` must hold at least one. Received: none")
        by_ending: Counts = defaultdict(Counter)
        for word, counts in by_word.items():
            if counts.total() <= _RARE:
                for ending in _endings(word):
                    by_ending[ending].update(counts)
        self.commonest = _first(sum(by_word.values(), Counter()))
        self._of_words = {word: _first(counts) for word, counts in by_word.items()}
        self._of_endings = {ending: _first(counts) for ending, counts in by_ending.items()}

    def of(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """A label for each word of some sentences."""
        return [[self._of(word) for word in row] for row in sentences]

    def _of(self, word: str) -> str:
        if word in self._of_words:
            return self._of_words[word]
        known = (self._of_endings[end] for end in _endings(word) if end in self._of_endings)
        return next(known, self.commonest)


def _endings(word: str) -> Iterable[str]:
    """The endings of a word, the longest first."""
    return (word[-length:] for length in range(min(len(word), _LONGEST_ENDING), 0, -1))


def _first(counts: Counter[str]) -> str:
    return counts.most_common(1)[0][0]
