"""What every tokenizer must do, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtasks.tokenizers.base import SPECIAL_TOKENS, Tokenizer, unknown_by_text
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.loading import load_tokenizer
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.word import WordTokenizer

_TRAIN: dict[str, Callable[..., Tokenizer]] = {
    "words": lambda lines, **options: WordTokenizer.train(lines, **options),
    "spaces": lambda lines, **options: WordTokenizer.train(lines, rule="spaces", **options),
    "character": CharacterTokenizer.train,
    "unigram": lambda lines, **options: SentencePieceTokenizer.train(
        lines, vocabulary_size=6000, **options
    ),
    "bpe": lambda lines, **options: SentencePieceTokenizer.train(
        lines, vocabulary_size=6000, model_type="bpe", **options
    ),
}


@pytest.fixture(scope="module", params=list(_TRAIN))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tokenizer(kind: str, texts: list[str]) -> Tokenizer:
    return _TRAIN[kind](texts)


def strings(tensor: tf.Tensor) -> list[str]:
    return [text.decode() for text in tensor.numpy().tolist()]


def same(one: tf.RaggedTensor, other: tf.RaggedTensor) -> bool:
    return np.array_equal(one.row_splits, other.row_splits) and np.array_equal(
        one.flat_values, other.flat_values
    )


def collapsed(texts: list[str]) -> list[str]:
    return [re.sub(" +", " ", text).strip(" ") for text in texts]


def test_is_a_tokenizer(tokenizer: Tokenizer) -> None:
    assert isinstance(tokenizer, Tokenizer)
    assert isinstance(tokenizer, tf.Module)


def test_round_trip(tokenizer: Tokenizer, kind: str, texts: list[str]) -> None:
    decoded = strings(tokenizer.decode(tokenizer.encode(texts)))
    normal = strings(tokenizer.normalize(texts))
    if kind == "spaces":  # special tokens count as words here, and stay unknown
        normal = [re.sub(r"<(pad|bos|eos)>", "<unk>", text) for text in normal]
    if kind in ("unigram", "bpe"):  # its trainer would drop lines that hold U+2585
        normal = [re.sub("▅+", "<unk>", text) for text in normal]
    wanted = normal if kind == "character" else collapsed(normal)
    assert [pair for pair in zip(wanted, decoded, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("form", ["nfc", "none"])
def test_round_trip_in_other_normal_forms(kind: str, form: Normalization, texts: list[str]) -> None:
    texts = texts[:500]
    tokenizer = _TRAIN[kind](texts, normalization=form)
    normal = strings(tokenizer.normalize(texts))
    if kind in ("words", "spaces"):  # white space and its own sign, whatever the normal form
        normal = [re.sub(r"[\u2028\u2029\u00a0\u3000]", " ", t).replace("￭", "■") for t in normal]
    if kind == "spaces":
        normal = [re.sub(r"<(pad|bos|eos)>", "<unk>", text) for text in normal]
    if kind in ("unigram", "bpe"):
        normal = [re.sub("▅+", "<unk>", text) for text in normal]
    wanted = normal if kind == "character" else collapsed(normal)
    assert strings(tokenizer.decode(tokenizer.encode(texts))) == wanted


@pytest.mark.parametrize("form", ["nfkc", "nfc", "none"])
def test_tokens_have_their_place_in_the_text(
    kind: str, form: Normalization, texts: list[str]
) -> None:
    texts = texts[:300]
    tokenizer = _TRAIN[kind](texts, normalization=form)
    spans = tokenizer.spans(texts)
    assert same(spans.tokens, tokenizer.tokens(texts))
    found = (spans.starts.to_list(), spans.ends.to_list(), spans.tokens.to_list())
    for text, starts, ends, tokens in zip(texts, *found, strict=True):
        places = sorted(set(zip(starts, ends, strict=True)))  # several tokens may be one character
        gaps = [text[a:b] for (_, a), (b, _) in pairwise([(0, 0), *places, (len(text), 0)])]
        blank = r"[\s\x00-\x1f\x7f-\x9f\u200b\u00ad\u2060\ufeff▁]"
        assert starts == sorted(starts)
        assert len(starts) == len(tokens)
        assert not re.sub(blank, "", "".join(gaps))
        assert kind != "character" or not any(gaps) or not tokens


def test_tokens_are_shown_as_they_are_written(kind: str) -> None:
    text = "Ｈe\u0301 paid ½，co\u00adop!"
    tokenizer = _TRAIN[kind](["hé paid 1⁄2,coop!"], lowercase=True)
    shown = [token.decode() for token in tokenizer.written_tokens([text]).to_list()[0]]
    words = ["Ｈe\u0301", "paid", "½", "￭½￭", "½", "￭，￭", "co\u00adop", "￭!"]
    if kind == "words":
        assert shown == words
    elif kind == "spaces":
        assert shown == ["Ｈe\u0301", "paid", "½，co\u00adop!"]
    else:
        joined = "".join(shown).replace("▁", " ").strip()
        assert joined.replace("½½½", "½") == text
    assert len(shown) == len(tokenizer.encode([text]).to_list()[0])


def test_encoding_is_int32_and_has_no_special_ids(tokenizer: Tokenizer, texts: list[str]) -> None:
    token_ids = tokenizer.encode(texts)
    assert token_ids.dtype == tf.int32
    assert token_ids.nrows() == len(texts)
    assert not np.isin(token_ids.flat_values, [0, 2, 3]).any()
    assert tf.reduce_max(token_ids) < tokenizer.vocabulary_size


@pytest.mark.parametrize("special", SPECIAL_TOKENS)
def test_special_tokens_in_the_text_are_text(tokenizer: Tokenizer, special: str) -> None:
    (token_ids,) = tokenizer.encode([special]).to_list()
    assert not {0, 2, 3} & set(token_ids)


def test_batch_equals_one_by_one(tokenizer: Tokenizer, texts: list[str]) -> None:
    some = [*texts[:20], *texts[1000:1050], texts[-1]]
    batch = tokenizer.encode(some)
    assert batch.to_list() == [tokenizer.encode([text]).to_list()[0] for text in some]
    one_by_one = [strings(tokenizer.decode(batch[i : i + 1]))[0] for i in range(len(some))]
    assert strings(tokenizer.decode(batch)) == one_by_one


def test_inside_a_dataset(tokenizer: Tokenizer) -> None:
    data = tf.data.Dataset.from_tensor_slices(["a b", "", "b a"]).batch(2).map(tokenizer.encode)
    rows = [row for batch in data for row in batch.to_list()]
    assert rows == tokenizer.encode(["a b", "", "b a"]).to_list()


def test_decode_stops_at_eos_and_drops_pad_and_bos(tokenizer: Tokenizer) -> None:
    ab, a = tokenizer.encode(["ab ab", "ab"]).to_list()
    rows = [[2, *ab, 3, *a, 3], [2, *a, 3], [3, *a], [0, 2, 0], [*a, 0, *a]]
    texts = strings(tokenizer.decode(rows))
    assert texts[:4] == ["ab ab", "ab", "", ""]
    assert texts[4] == strings(tokenizer.decode([a + a]))[0]


def test_decode_takes_dense_ragged_and_lists(tokenizer: Tokenizer) -> None:
    ragged = tokenizer.encode(["ab", "", "ab ab"])
    wanted = ["ab", "", "ab ab"]
    assert strings(tokenizer.decode(ragged)) == wanted
    assert strings(tokenizer.decode(ragged.to_tensor())) == wanted
    assert strings(tokenizer.decode(tf.cast(ragged.to_tensor(), tf.int64))) == wanted
    assert strings(tokenizer.decode(ragged.to_tensor().numpy())) == wanted
    assert strings(tokenizer.decode(ragged.to_list())) == wanted


def test_ids_outside_the_vocabulary_are_unknown(tokenizer: Tokenizer) -> None:
    rows = [[-1], [tokenizer.vocabulary_size], [2**40], [1]]
    assert [text.strip() for text in strings(tokenizer.decode(rows))] == ["<unk>"] * 4
    assert len(strings(tokenizer.decode([list(range(tokenizer.vocabulary_size))]))) == 1


def test_unknown_text(tokenizer: Tokenizer) -> None:
    assert 1 in tokenizer.encode(["\U0002f000\U00032000"]).to_list()[0]
    assert "<unk>" in strings(tokenizer.decode([[1]]))[0]


def test_empty_batches(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode([]).to_list() == []
    assert tokenizer.encode(["", " "]).nrows() == 2
    assert strings(tokenizer.decode([])) == []
    assert strings(tokenizer.decode([[], []])) == ["", ""]
    assert strings(tokenizer.decode(tf.zeros([2, 0], tf.int32))) == ["", ""]
    assert strings(tokenizer.decode(tf.zeros([0, 3], tf.int32))) == []


def test_half_a_surrogate_pair_and_invalid_bytes_are_encoded(tokenizer: Tokenizer) -> None:
    token_ids = tokenizer.encode(["a\ud83d b", b"a\xff b"])
    assert "\ufffd" in strings(tokenizer.normalize(["a\ud83d b"]))[0]
    assert token_ids.nrows() == 2


def test_tokens_and_ids_have_the_same_lengths(tokenizer: Tokenizer, texts: list[str]) -> None:
    tokens, token_ids = tokenizer.tokens(texts[:200]), tokenizer.encode(texts[:200])
    assert tokens.row_lengths().numpy().tolist() == token_ids.row_lengths().numpy().tolist()


@pytest.mark.parametrize("kind_", ["words", "character", "unigram"])
def test_lower_case(kind_: str) -> None:
    tokenizer = _TRAIN[kind_](["Ein Hund läuft. ÄRGER"], lowercase=True)
    upper, lower = tokenizer.encode(["EIN HUND LÄUFT. ärger", "ein hund läuft. ärger"]).to_list()
    assert upper == lower
    assert 1 not in upper
    assert strings(tokenizer.decode([upper])) == ["ein hund läuft. ärger"]


def test_saved_and_loaded(tokenizer: Tokenizer, texts: list[str], tmp_path: Path) -> None:
    tokenizer.save(tmp_path, "source")
    files = {path.name for path in tmp_path.iterdir()}
    assert files in (
        {"source.json", "source.vocabulary.txt"},
        {"source.json", "source.model"},
    )
    loaded = load_tokenizer(tmp_path, "source")
    assert type(loaded) is type(tokenizer)
    assert loaded.vocabulary_size == tokenizer.vocabulary_size
    assert same(loaded.encode(texts), tokenizer.encode(texts))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    loaded.save(tmp_path, "source")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


class _Echo(tf.Module):
    """Strings in, ids and strings out."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.tokenizer = tokenizer

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def __call__(self, texts: Any) -> Any:
        token_ids = self.tokenizer.encode(texts)
        return token_ids, self.tokenizer.decode(token_ids)


def test_graph_and_saved_model_equal_eager(
    tokenizer: Tokenizer, texts: list[str], tmp_path: Path
) -> None:
    module = _Echo(tokenizer)
    tf.saved_model.save(module, str(tmp_path))
    batch = tf.constant([text.encode() for text in texts])
    token_ids = tokenizer.encode(batch)
    decoded = tokenizer.decode(token_ids)
    for echo in (module, tf.saved_model.load(str(tmp_path))):
        echoed_ids, echoed = echo(batch)
        assert same(echoed_ids, token_ids)
        assert bool(tf.reduce_all(echoed == decoded))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=30))
def test_words_and_characters_of_any_texts_round_trip(lines: list[str]) -> None:
    lines = [*lines, "a"]
    for train in (_TRAIN["words"], _TRAIN["character"]):
        tokenizer = train(lines)
        decoded = strings(tokenizer.decode(tokenizer.encode(lines)))
        normal = strings(tokenizer.normalize(lines))
        wanted = normal if isinstance(tokenizer, CharacterTokenizer) else collapsed(normal)
        assert decoded == wanted


def test_texts_must_be_a_batch_of_strings(tokenizer: Tokenizer) -> None:
    with pytest.raises(
        ValueError, match=r"`texts` must be a batch of strings. Received one: 'abc'"
    ):
        tokenizer.encode("abc")
    with pytest.raises(ValueError, match=r"`texts` must be strings. Received: \['a', 1\]"):
        tokenizer.encode(["a", 1])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"string tensor \(batch,\). Received: int32 of shape"):
        tokenizer.encode(tf.constant([1]))
    with pytest.raises(ValueError, match=r"string tensor \(batch,\). Received: string of shape"):
        tokenizer.encode(tf.constant([["a"]]))


def test_token_ids_must_be_integers_of_rank_two(tokenizer: Tokenizer) -> None:
    with pytest.raises(ValueError, match=r"integers \(batch, time\). Received: int32 of shape"):
        tokenizer.decode(tf.constant([1, 2]))
    with pytest.raises(ValueError, match=r"integers \(batch, time\). Received: float32 of"):
        tokenizer.decode(tf.constant([[1.0]]))


def test_a_new_random_seed_does_not_break_a_tokenizer(tokenizer: Tokenizer) -> None:
    graph = tf.function(lambda texts: tokenizer.decode(tokenizer.encode(texts)))
    texts = tf.constant(["a"])
    before = graph(texts).numpy(), tokenizer.decode(tokenizer.encode(texts)).numpy()
    tf.random.set_seed(1)  # clears TensorFlow's cache of kernels
    after = graph(texts).numpy(), tokenizer.decode(tokenizer.encode(texts)).numpy()
    assert before == after


def test_unknown_tokens_are_found_with_what_stands_there(
    tokenizer: Tokenizer, texts: list[str]
) -> None:
    """The tokenizer of other texts knows some of the tokens only."""
    some = [text for text in texts[:300] if "<unk>" not in text]
    known = type(tokenizer).train([*some[:4], "a b c"], **_same_kind(tokenizer))
    encoded = known.encode_with_unknown(some)
    assert same(encoded.token_ids, known.encode(some))
    np.testing.assert_array_equal(
        encoded.places, np.flatnonzero(encoded.token_ids.values.numpy() == 1)
    )
    normal = strings(known.normalize(some))
    for text, unknown in zip(normal, unknown_by_text(encoded), strict=True):
        rest = text
        for surface in unknown.values():
            assert surface in rest
            rest = rest[rest.index(surface) + len(surface) :]
    graph = tf.function(
        known.encode_with_unknown, input_signature=[tf.TensorSpec([None], tf.string)]
    )
    np.testing.assert_array_equal(graph(tf.constant(some)).surfaces, encoded.surfaces)
    assert known.encode_with_unknown([]).surfaces.shape == (0,)


def _same_kind(tokenizer: Tokenizer) -> dict[str, Any]:
    if isinstance(tokenizer, WordTokenizer):
        return {"rule": tokenizer.settings["rule"]}
    return {"vocabulary_size": 400} if isinstance(tokenizer, SentencePieceTokenizer) else {}


def test_the_characters_of_the_training_text_are_counted_and_kept(
    kind: str, tmp_path: Path
) -> None:
    """Those of the normalised text, the space among them, known to the vocabulary or not."""
    limits: dict[str, Any] = {} if kind in ("unigram", "bpe") else {"minimum_frequency": 3}
    tokenizer = _TRAIN[kind](["ab ab ab ｃ", "zé"], **limits)
    assert tokenizer.num_characters == len(set("ab czé"))
    tokenizer.save(tmp_path, "text")
    assert load_tokenizer(tmp_path, "text").num_characters == 6
