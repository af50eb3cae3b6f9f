"""Words as tokens, by a rule that decoding can undo (docs/decisions/0003)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Literal, get_args

import tensorflow as tf

from seqtasks.tokenizers.base import check_choice
from seqtasks.tokenizers.normalization import normalize_text, valid_utf8
from seqtasks.tokenizers.vocabulary import Vocabulary
from seqtasks.tokenizers.vocabulary_tokenizer import VocabularyTokenizer, train_vocabulary

Rule = Literal["words", "spaces"]

JOINER = "\uffed"  # NFKC maps it to U+25A0, so that no normalised text contains it.

# Marks belong to the character before them, and so do the zero width (non-)joiners.
_MARK = "\\p{M}\u200c\u200d"
_WORD = f"[\\p{{L}}\\p{{N}}_{_MARK}]+"
# Scripts written without spaces, with the signs that they share with others. Hangul has spaces.
_CJK = "[\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Bopomofo}\u3005-\u3007\u3031-\u3035\u30fc]"

# Normalised text holds no control characters: these mark places while the text is split.
_SPLIT, _TOKEN, _SIGN, _END = "\x1f", "\x1c", "\x1d", "\x1e"


class WordTokenizer(VocabularyTokenizer):
    """Words, punctuation marks and CJK characters as tokens.

    With `rule="words"`, a word is a longest run of letters, marks, digits and underscores, which
    may hold single apostrophes (also U+2019) between such characters: "don't", "l'eau". Each
    character of Han, Hiragana, Katakana or Bopomofo stands alone, and so does every other
    character that is no space, together with the marks that follow it. Where such a single
    character touches what stands before it, the joiner U+FFED is put in front of it; where it
    touches a word after it, behind it. So words stay plain, and decoding restores the spacing:

        (Ask the dog.)  ->  (￭ Ask the dog ￭. ￭)

    With `rule="spaces"` the text counts as tokenised already: it is split at spaces only.

    `decode(encode(texts))` equals `normalize(texts)` with runs of spaces collapsed and the ends
    stripped, if all words are known. Unknown words decode to `<unk>`.

    Args:
        vocabulary: each token at the place of its id, the four special tokens first.
        lowercase: map the text to lower case.
        rule: "words" or "spaces".

    Raises:
        ValueError: a bad vocabulary or rule.

    >>> tokenizer = WordTokenizer.train(["A dog runs.", "A dog."])
    >>> tokenizer.encode(["A dog runs."]).to_list()
    [[4, 5, 7, 6]]
    >>> tokenizer.decode([[2, 4, 5, 7, 6, 3, 0]]).numpy()[0].decode()
    'A dog runs.'
    """

    kind = "word"

    def __init__(
        self,
        vocabulary: Sequence[str] | Vocabulary,
        *,
        lowercase: bool = False,
        rule: Rule = "words",
    ) -> None:
        check_choice("rule", rule, get_args(Rule))
        super().__init__(
            vocabulary, split=partial(split_words, rule=rule), join=_join_words, lowercase=lowercase
        )
        self._rule = rule

    @classmethod
    def train(
        cls,
        lines: Iterable[str],
        *,
        minimum_frequency: int = 1,
        maximum_size: int | None = None,
        lowercase: bool = False,
        rule: Rule = "words",
    ) -> WordTokenizer:
        """A tokenizer whose vocabulary is the most frequent words of the lines.

        Args:
            lines: the training text; read once, in little memory.
            minimum_frequency: occurrences that a word must have, at least 1.
            maximum_size: largest vocabulary, the four special tokens included; None for no limit.
            lowercase: map the text to lower case.
            rule: "words" or "spaces".

        Returns:
            Its ids follow falling frequency; equally frequent words follow their code points.

        Raises:
            ValueError: a limit out of range, or a bad rule.
            DataError: the lines hold no word.
        """
        check_choice("rule", rule, get_args(Rule))
        vocabulary = train_vocabulary(
            lines,
            partial(split_words, rule=rule),
            minimum_frequency=minimum_frequency,
            maximum_size=maximum_size,
            lowercase=lowercase,
        )
        return cls(vocabulary, lowercase=lowercase, rule=rule)

    @property
    def settings(self) -> dict[str, Any]:
        """What is saved beside the vocabulary."""
        return {**super().settings, "rule": self._rule}


def split_words(texts: tf.Tensor, rule: Rule) -> tf.RaggedTensor:
    """Splits normalised texts (batch,) into words by the rule: string (batch, None)."""
    if rule == "words":
        texts = _mark_words(texts)
    return tf.strings.split(texts)  # (batch, None); runs of spaces count once


def split_raw_words(texts: tf.Tensor, splitting: Literal["spaces", "words"]) -> tf.RaggedTensor:
    """The words of raw texts as they are shown to people: string (batch, None).

    Args:
        texts: string (batch,); bytes that are not UTF-8 become U+FFFD.
        splitting: `"spaces"`, at any white space and nothing else changed; or `"words"`, by the
            rule of `WordTokenizer` on normalised text, without its joiners.
    """
    if splitting == "words":
        words = split_words(normalize_text(texts), "words")
        words = words.with_values(tf.strings.regex_replace(words.values, JOINER, ""))
        return tf.ragged.boolean_mask(words, words != "")
    return tf.strings.split(tf.strings.regex_replace(valid_utf8(texts), r"[\p{Z}\p{Cc}]+", " "))


def _join_words(words: tf.RaggedTensor) -> tf.Tensor:
    text = tf.strings.reduce_join(words, axis=1, separator=" ")
    return tf.strings.regex_replace(text, f" ?{JOINER} ?", "")


def _mark_words(texts: tf.Tensor) -> tf.Tensor:
    """Puts a space between words and a joiner where there was none in the text."""
    replace = tf.strings.regex_replace
    texts = replace(texts, f"{_CJK}[{_MARK}]*", f"{_SPLIT}\\0{_SPLIT}")
    # A word becomes TOKEN word END; a single character with its marks TOKEN SIGN character END.
    texts = replace(
        texts,
        f"({_WORD}(?:['\u2019]{_WORD})*)|{_SPLIT}([^{_SPLIT}]+){_SPLIT}|([^ {_SPLIT}][{_MARK}]*)",
        f"{_TOKEN}\\1{_SIGN}\\2\\3{_END}",
    )
    texts = replace(texts, f"{_SIGN}{_END}", _END)
    texts = replace(texts, f"{_END}{_TOKEN}{_SIGN}", f" {JOINER}")  # touches what stands before
    texts = replace(texts, f"{_END}{_TOKEN}", f"{JOINER} ")  # touches a word behind
    return replace(texts, f"[{_TOKEN}{_SIGN}{_END}]", "")
