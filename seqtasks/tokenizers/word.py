"""Words as tokens, by a rule that decoding can undo (docs/decisions/0003)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Literal, get_args

import tensorflow as tf

from seqtasks.tokenizers.base import Texts, check_choice
from seqtasks.tokenizers.normalization import INVISIBLE, Aligned
from seqtasks.tokenizers.spans import Spans, written
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.vocabulary import Vocabulary
from seqtasks.tokenizers.vocabulary_tokenizer import VocabularyTokenizer, train_vocabulary

Rule = Literal["words", "spaces"]

JOINER = "\uffed"
_SQUARE = "\u25a0"  # what a joiner in the text itself becomes, as NFKC has it

# Marks belong to the character before them, and so do the zero width (non-)joiners, and the
# half-width voiced sound marks, which NFKC does not have.
_MARK = "\\p{M}\u200c\u200d\uff9e\uff9f"
_LETTER = "\\p{L}\\p{N}_\\p{M}\u200c\u200d"


def _word(hidden: str) -> str:
    """The pattern of a word in a text that may hold these invisible characters, or none."""
    part = f"[{hidden}]*[{_LETTER}][{_LETTER}{hidden}]*" if hidden else f"[{_LETTER}]+"
    return f"{part}(?:['\u2019]{part})*"


# In a text that is not normalised, what is invisible belongs to the character before it, too.
MARK = f"{_MARK}{INVISIBLE}"
WORD = _word(INVISIBLE)
# Scripts written without spaces, with the signs that they share with others. Hangul has spaces.
CJK = "[\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Bopomofo}\u3005-\u3007\u3031-\u3035\u30fc\uff70]"

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
    stripped, if all words are known. Unknown words decode to `<unk>`. A U+FFED in the text is read
    as U+25A0, the square that NFKC makes of it.

    Args:
        vocabulary: each token at the place of its id, the four special tokens first.
        lowercase: map the text to lower case.
        normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.
        rule: "words" or "spaces".

    Raises:
        ValueError: a bad vocabulary, normalization or rule.

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
        normalization: Normalization = "nfkc",
        rule: Rule = "words",
    ) -> None:
        check_choice("rule", rule, get_args(Rule))
        super().__init__(
            vocabulary,
            split=partial(split_words, rule=rule, normalization=normalization),
            join=_join_words,
            lowercase=lowercase,
            normalization=normalization,
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
        normalization: Normalization = "nfkc",
        rule: Rule = "words",
    ) -> WordTokenizer:
        """A tokenizer whose vocabulary is the most frequent words of the lines.

        Args:
            lines: the training text; read once, in little memory.
            minimum_frequency: occurrences that a word must have, at least 1.
            maximum_size: largest vocabulary, the four special tokens included; None for no limit.
            lowercase: map the text to lower case.
            normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.
            rule: "words" or "spaces".

        Returns:
            Its ids follow falling frequency; equally frequent words follow their code points.

        Raises:
            ValueError: a limit out of range, or a bad normalization or rule.
            DataError: the lines hold no word.
        """
        check_choice("rule", rule, get_args(Rule))
        vocabulary = train_vocabulary(
            lines,
            partial(split_words, rule=rule, normalization=normalization),
            minimum_frequency=minimum_frequency,
            maximum_size=maximum_size,
            lowercase=lowercase,
            normalization=normalization,
        )
        return cls(vocabulary, lowercase=lowercase, normalization=normalization, rule=rule)

    @property
    def settings(self) -> dict[str, Any]:
        """How it reads text, its vocabulary apart."""
        return {**super().settings, "rule": self._rule}

    def spans(self, texts: Texts) -> Spans:
        """The tokens of each text, and where they stand in it; see `Spans`."""
        aligned = self._aligned(texts)
        tokens = self._split(aligned.texts)
        bare = tf.strings.regex_replace(tokens.values, JOINER, "")
        lengths = tf.strings.length(bare, unit="UTF8_CHAR")
        # Between spaces, the words hold all characters of the text, one after the other.
        starts, ends = (each.values for each in _without_spaces(aligned)[1:])
        begins = tf.cumsum(lengths, exclusive=True)
        return Spans(
            tokens,
            tokens.with_values(tf.gather(starts, begins)),
            tokens.with_values(tf.gather(ends, begins + lengths - 1)),
        )

    def _surfaces(self, tokens: tf.Tensor) -> tf.Tensor:
        """What stands in the normalised text for tokens, joiners left out: string (tokens,)."""
        return tf.strings.regex_replace(tokens, JOINER, "") if self._rule == "words" else tokens

    def written_tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The tokens of each text in its own spelling, with joiners: string (batch, None)."""
        spans = self.spans(texts)
        words = written(texts, spans)
        words = tf.strings.regex_replace(words.values, JOINER, _SQUARE)
        tokens = spans.tokens.values
        before = tf.where(tf.strings.regex_full_match(tokens, f"(?s){JOINER}.*"), JOINER, "")
        behind = tf.where(tf.strings.regex_full_match(tokens, f"(?s).*{JOINER}"), JOINER, "")
        return spans.tokens.with_values(tf.strings.join([before, words, behind]))


def split_words(
    texts: tf.Tensor, rule: Rule, normalization: Normalization = "nfkc"
) -> tf.RaggedTensor:
    """Splits normalised texts (batch,) into words by the rule: string (batch, None)."""
    if normalization != "nfkc":
        texts = tf.strings.regex_replace(texts, JOINER, _SQUARE)
    if normalization == "none":
        texts = tf.strings.regex_replace(texts, r"\p{Z}", " ")
    if rule == "words":  # without needless classes the patterns are a quarter faster
        texts = _mark_words(texts, INVISIBLE if normalization == "none" else "")
    return tf.strings.split(texts)  # (batch, None); runs of spaces count once


def _without_spaces(aligned: Aligned) -> Aligned:
    """The characters that words consist of, and their places."""
    texts = tf.strings.regex_replace(aligned.texts, r"\p{Z}", " ")
    is_space = tf.strings.unicode_decode(texts, "UTF-8") == ord(" ")
    starts, ends = (tf.ragged.boolean_mask(each, ~is_space) for each in aligned[1:])
    return Aligned(texts, starts, ends)


def _join_words(words: tf.RaggedTensor) -> tf.Tensor:
    text = tf.strings.reduce_join(words, axis=1, separator=" ")
    return tf.strings.regex_replace(text, f" ?{JOINER} ?", "")


def _mark_words(texts: tf.Tensor, hidden: str) -> tf.Tensor:
    """Puts a space between words and a joiner where there was none in the text.

    Args:
        texts: normalised, string (batch,).
        hidden: the invisible characters that they may hold.
    """
    replace = tf.strings.regex_replace
    before, mark = (f"[{hidden}]*" if hidden else ""), f"[{_MARK}{hidden}]*"
    texts = replace(texts, f"{before}{CJK}{mark}", f"{_SPLIT}\\0{_SPLIT}")
    # A word becomes TOKEN word END; a single character with its marks TOKEN SIGN character END.
    single = f"{before}[^ {_SPLIT}{hidden}]{mark}" + (f"|[{hidden}]+" if hidden else "")
    texts = replace(
        texts,
        f"({_word(hidden)})|{_SPLIT}([^{_SPLIT}]+){_SPLIT}|({single})",
        f"{_TOKEN}\\1{_SIGN}\\2\\3{_END}",
    )
    texts = replace(texts, f"{_SIGN}{_END}", _END)
    texts = replace(texts, f"{_END}{_TOKEN}{_SIGN}", f" {JOINER}")  # touches what stands before
    texts = replace(texts, f"{_END}{_TOKEN}", f"{JOINER} ")  # touches a word behind
    return replace(texts, f"[{_TOKEN}{_SIGN}{_END}]", "")
