"""SentencePiece: pieces of words, learnt from text, run in the graph by tensorflow_text."""

from __future__ import annotations

import functools
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args

import sentencepiece
import tensorflow as tf
import tensorflow_text
from sentencepiece.sentencepiece_model_pb2 import ModelProto

from seqtasks.errors import DataError
from seqtasks.files import write_whole
from seqtasks.tokenizers.base import (
    BOS_ID,
    EOS_ID,
    PAD_ID,
    SPECIAL_TOKENS,
    UNK_ID,
    Encoded,
    Texts,
    TokenIds,
    align_to_words,
    as_string_tensor,
    batches_of_lines,
    check_choice,
    content_ids,
    distinct_characters,
)
from seqtasks.tokenizers.files import write_settings
from seqtasks.tokenizers.normalization import (
    ZERO_WIDTH_SPACE,
    Aligned,
    aligned_text,
    check_normalization,
    normalize_text,
)
from seqtasks.tokenizers.spans import Spans, written
from seqtasks.tokenizers.unicode_tables import Normalization

ModelType = Literal["unigram", "bpe"]

_SPACE_SIGN = "\u2581"  # how SentencePiece writes a space
_BLANK = f"^[\\p{{Z}}\\p{{Cc}}{ZERO_WIDTH_SPACE}{_SPACE_SIGN}]+"
_UNKNOWN_SIGN = "\u2585"  # how its trainer writes an unknown character: it drops lines with one


class SentencePieceTokenizer(tf.Module):
    """Pieces of words (Kudo & Richardson, 2018).

    The text is normalised as by the other tokenizers; the model itself normalises nothing. It
    collapses runs of spaces and reads U+2581, its own sign for a space, as a space. So
    `decode(encode(texts))` equals `normalize(texts)` with runs of spaces collapsed and the ends
    stripped, if all characters are known. Runs of unknown characters decode to `<unk>`.

    A process that loads a SavedModel with such a tokenizer must `import tensorflow_text`.

    Args:
        model: a serialised SentencePiece model with `<pad>`, `<unk>`, `<bos>`, `<eos>` at 0-3.
        lowercase: map the text to lower case.
        normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.
        num_characters: distinct characters of the training text; those of the pieces when None.

    Raises:
        ValueError: `model` is no such model, or a bad normalization.

    >>> tokenizer = SentencePieceTokenizer.train(["to be or not to be"], vocabulary_size=20)
    >>> tokenizer.decode(tokenizer.encode(["not to be"])).numpy()[0].decode()
    'not to be'

    Reference:
        Kudo & Richardson (2018), https://arxiv.org/abs/1808.06226
    """

    kind = "sentencepiece"

    def __init__(
        self,
        model: bytes,
        *,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
        num_characters: int | None = None,
    ) -> None:
        super().__init__()
        check_normalization(normalization)
        self._vocabulary = _checked_pieces(model)
        self._model_bytes = model
        self._spelling: dict[str, Any] = {"lowercase": lowercase, "normalization": normalization}
        self._num_characters = num_characters
        # tensorflow_text ties the model to TensorFlow's cache of eager kernels, and
        # `keras.utils.set_random_seed` clears that cache. Within a graph the model lives on.
        texts, rows = tf.TensorSpec([None], tf.string), tf.RaggedTensorSpec([None, None], tf.int32)
        graph = functools.partial(tf.function, autograph=False)
        self._to_ids = graph(lambda t: self._model().tokenize(t), input_signature=[texts])
        self._to_spans = graph(
            lambda t: self._model().tokenize_with_offsets(t), input_signature=[texts]
        )
        self._to_pieces = graph(lambda i: self._model().id_to_string(i), input_signature=[rows])
        self._to_texts = graph(lambda i: self._model().detokenize(i), input_signature=[rows])

    @classmethod
    def train(
        cls,
        lines: Iterable[str],
        *,
        vocabulary_size: int,
        model_type: ModelType = "unigram",
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
        character_coverage: float = 1.0,
        byte_fallback: bool = False,
    ) -> SentencePieceTokenizer:
        """A tokenizer learnt from lines; the same lines always give the same model.

        Args:
            lines: the training text, as long as it fits in memory (the trainer holds it).
            vocabulary_size: pieces to learn, the four special tokens included; a small corpus
                may yield fewer.
            model_type: "unigram" (Kudo, 2018) or "bpe" (Sennrich et al., 2016).
            lowercase: map the text to lower case.
            normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.
            character_coverage: share of the characters' occurrences to cover, in 0-1; rarer
                characters are unknown.
            byte_fallback: write unknown characters as UTF-8 bytes; takes 256 of the pieces.

        Raises:
            ValueError: an argument out of range.
            DataError: the lines hold no text, or more characters than `vocabulary_size`.
        """
        check_choice("model_type", model_type, get_args(ModelType))
        check_normalization(normalization)
        spelling: dict[str, Any] = {"lowercase": lowercase, "normalization": normalization}
        if vocabulary_size <= len(SPECIAL_TOKENS):
            raise ValueError(
                "`vocabulary_size` must be at least 5: the four special tokens are included. "
                f"Received: {vocabulary_size}"
            )
        if not 0.0 < character_coverage <= 1.0:
            raise ValueError(
                f"`character_coverage` must be above 0, at most 1. Received: {character_coverage}"
            )
        characters: set[str] = set()
        try:
            model = _train_model(
                _training_lines(lines, spelling, characters),
                vocab_size=vocabulary_size,
                model_type=model_type,
                character_coverage=character_coverage,
                byte_fallback=byte_fallback,
            )
        except RuntimeError as error:
            raise DataError(_training_problem(str(error), vocabulary_size)) from None
        return cls(model, **spelling, num_characters=len(characters))

    @property
    def vocabulary_size(self) -> int:
        """Number of token ids, the four special tokens included."""
        return len(self._vocabulary)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """All pieces in the order of their ids, U+2581 for a space."""
        return self._vocabulary

    @property
    def num_characters(self) -> int:
        """Distinct characters of the text that taught it; of its pieces where that is not known."""
        if self._num_characters is not None:
            return self._num_characters
        return distinct_characters(self._vocabulary[len(SPECIAL_TOKENS) :])

    @property
    def settings(self) -> dict[str, Any]:
        """How it reads text, its pieces apart."""
        return {"kind": self.kind, **self._spelling}

    def normalize(self, texts: Texts) -> tf.Tensor:
        """The texts in one spelling (`normalize_text`), U+2581 as a space: string (batch,)."""
        texts = normalize_text(as_string_tensor(texts), **self._spelling)
        return tf.strings.regex_replace(texts, _SPACE_SIGN, " ")

    def _model(self) -> tensorflow_text.SentencepieceTokenizer:
        # In a SavedModel all models whose nodes have one name are one model: name it by its bytes.
        with tf.name_scope(f"sentencepiece_{hashlib.sha256(self._model_bytes).hexdigest()[:16]}"):
            return tensorflow_text.SentencepieceTokenizer(self._model_bytes, out_type=tf.int32)

    def tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The pieces of each text, U+2581 for a space: string (batch, None)."""
        return self._to_pieces(self.encode(texts))

    def spans(self, texts: Texts) -> Spans:
        """The pieces of each text, and where they stand in it; see `Spans`.

        A piece that begins with U+2581 has the white space before its word, too. Of the bytes that
        stand for one character, all but the last are empty.
        """
        aligned = aligned_text(as_string_tensor(texts), **self._spelling)
        read = tf.strings.regex_replace(aligned.texts, _SPACE_SIGN, " ")
        token_ids, begins, ends = self._to_spans(read)
        pieces = self._to_pieces(token_ids)
        starts, ends = _in_characters(aligned._replace(texts=read), begins, ends)
        return Spans(pieces, starts, ends)

    def written_tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The pieces of each text in its own spelling, U+2581 for a space: string (batch, None)."""
        spans = self.spans(texts)
        words = tf.strings.regex_replace(written(texts, spans).values, _BLANK, "")
        begins = tf.strings.regex_full_match(spans.tokens.values, f"{_SPACE_SIGN}.*")
        signs = tf.where(begins, _SPACE_SIGN, "")
        return spans.tokens.with_values(tf.strings.join([signs, words]))

    def encode(self, texts: Texts) -> tf.RaggedTensor:
        """The ids of each text's pieces, without `<bos>` and `<eos>`: int32 (batch, None)."""
        return self._to_ids(self.normalize(texts))

    def encode_with_unknown(self, texts: Texts) -> Encoded:
        """As `encode`, with the runs of characters that no piece has; see `Encoded`."""
        normal = self.normalize(texts)
        token_ids = self._to_ids(normal)
        places = tf.where(token_ids.values == UNK_ID)[:, 0]
        # Offsets take their time: those of the few texts that have such a run.
        owners = tf.gather(normal, tf.unique(tf.gather(token_ids.value_rowids(), places))[0])
        again, starts, ends = self._to_spans(owners)  # in bytes of the text
        at = tf.where(again.values == UNK_ID)[:, 0]
        first, last = (tf.gather(offsets.values, at) for offsets in (starts, ends))
        texts_of_runs = tf.gather(owners, tf.gather(again.value_rowids(), at))
        return Encoded(token_ids, places, tf.strings.substr(texts_of_runs, first, last - first))

    def encode_words(self, words: tf.RaggedTensor) -> tf.RaggedTensor:
        """The ids of each word's pieces, one at least: int32 (batch, None, None)."""
        return align_to_words(words, self.encode(words.values))

    def decode(self, token_ids: TokenIds) -> tf.Tensor:
        """The text of each row of ids (batch, time), up to the first `<eos>`: string (batch,)."""
        return self._to_texts(content_ids(token_ids, self.vocabulary_size))

    def save(self, directory: Path | str, name: str) -> None:
        """Writes `directory/name.model` and `directory/name.json`."""
        directory = Path(directory)
        write_whole(directory / f"{name}.model", self._model_bytes)
        write_settings(directory / f"{name}.json", self.settings, self._num_characters)


def _in_characters(
    aligned: Aligned, begins: tf.RaggedTensor, ends: tf.RaggedTensor
) -> tuple[tf.RaggedTensor, tf.RaggedTensor]:
    """Places in bytes of normalised texts (batch, None) as places in characters of raw ones."""
    _, in_bytes = tf.strings.unicode_decode_with_offsets(aligned.texts, "UTF-8")
    lengths = tf.strings.length(aligned.texts)
    in_bytes = tf.concat([in_bytes, tf.cast(lengths, tf.int64)[:, None]], axis=1)  # and the end
    last = tf.reduce_max(tf.concat([aligned.ends, tf.zeros_like(lengths)[:, None]], axis=1), axis=1)
    starts_of = tf.concat([aligned.starts, last[:, None]], axis=1)
    ends_of = tf.concat([tf.zeros_like(last)[:, None], aligned.ends], axis=1)  # of the one before
    # Of all rows side by side, so that one search finds all.
    step = tf.cast(tf.reduce_max(tf.concat([[0], lengths], axis=0)), tf.int64) + 1
    known = in_bytes.values + step * in_bytes.value_rowids()
    rows = step * begins.value_rowids()
    first = tf.searchsorted(known, tf.cast(begins.values, tf.int64) + rows)
    behind = tf.searchsorted(known, tf.cast(ends.values, tf.int64) + rows)
    starts = tf.gather(starts_of.values, first)
    last = tf.where(behind > first, tf.gather(ends_of.values, behind), starts)
    return begins.with_values(starts), begins.with_values(last)


def _training_lines(
    lines: Iterable[str], spelling: dict[str, Any], characters: set[str]
) -> Iterator[bytes]:
    """The lines, normalised in the graph as they will be when encoded; notes their characters."""
    for batch in batches_of_lines(lines):
        texts = normalize_text(as_string_tensor(batch), **spelling)
        characters.update(b"".join(texts.numpy().tolist()).decode())
        texts = tf.strings.regex_replace(texts, f"[{_SPACE_SIGN}{_UNKNOWN_SIGN}]", " ")
        yield from texts.numpy().tolist()


def _train_model(lines: Iterator[bytes], **options: Any) -> bytes:
    """Trains a model whose ids 0-3 are the special tokens and whose only rule is U+2581 to space.

    Without any rule `tensorflow_text` writes a line to stderr at each load of the model.
    """
    pad, unk, bos, eos = SPECIAL_TOKENS
    model = io.BytesIO()
    with TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.tsv"
        rules.write_text(f"{ord(_SPACE_SIGN):x}\t20\n")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=lines,
            model_writer=model,
            pad_id=PAD_ID, unk_id=UNK_ID, bos_id=BOS_ID, eos_id=EOS_ID,
            pad_piece=pad, unk_piece=unk, bos_piece=bos, eos_piece=eos,
            unk_surface=unk,
            normalization_rule_tsv=str(rules),
            hard_vocab_limit=False,  # a small corpus yields fewer pieces
            max_sentence_length=2**30,  # bytes; the default drops lines above 4,192
            num_threads=4,  # another number gives another model, so it does not follow the machine
            minloglevel=2,
            **options,
        )  # fmt: skip
    proto = ModelProto.FromString(model.getvalue())
    proto.normalizer_spec.ClearField("normalization_rule_tsv")  # the temporary folder's name
    return bytes(proto.SerializeToString(deterministic=True))


def _training_problem(message: str, vocabulary_size: int) -> str:
    """What the trainer's C++ check means."""
    too_small = re.search(r"smaller than required_chars\. \d+ vs (\d+)", message)
    if too_small:
        return (
            f"A SentencePiece vocabulary for this text must have at least {too_small[1]} tokens, "
            f"one for each character. Received: vocabulary_size={vocabulary_size}. "
            "Raise it, or lower `character_coverage`"
        )
    if "sentences_.empty()" in message or "all_chars_count" in message:
        return "A tokenizer must be trained on text. Received: no line with a token."
    return f"SentencePiece could not be trained: {message}"


def _checked_pieces(model: bytes) -> tuple[str, ...]:
    """The pieces of a model that has the special tokens in their places."""
    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(model)
    except (RuntimeError, TypeError):
        raise ValueError("`model` must be a serialised SentencePiece model.") from None
    pieces = tuple(processor.IdToPiece(i) for i in range(processor.GetPieceSize()))
    found = pieces[: len(SPECIAL_TOKENS)]
    if found != SPECIAL_TOKENS:
        expected = ", ".join(SPECIAL_TOKENS)
        raise ValueError(f"`model` must have the pieces {expected} at ids 0-3. Received: {found}")
    return pieces
