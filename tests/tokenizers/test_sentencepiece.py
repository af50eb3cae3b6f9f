import pytest

from seqtasks.errors import DataError
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer

LINES = [
    f"Der {adjective} {noun} läuft im {place}."
    for adjective in ("große", "kleine")
    for noun in ("Hund", "Vogel", "Mann")
    for place in ("Park", "Garten", "Wald")
]


def model_of(tokenizer: SentencePieceTokenizer) -> bytes:
    return bytes(tokenizer._model_bytes)


@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
def test_the_same_lines_give_the_same_model(model_type: str, texts: list[str]) -> None:
    def train() -> bytes:
        lines = [text for text in texts if text.isascii()] + LINES
        return model_of(
            SentencePieceTokenizer.train(lines, vocabulary_size=300, model_type=model_type)  # type: ignore[arg-type]
        )

    first = train()
    assert first == train()
    assert b"rules.tsv" not in first  # no path of the training machine


@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
def test_small_corpora_give_small_vocabularies(model_type: str) -> None:
    tokenizer = SentencePieceTokenizer.train(
        ["ab cd", "ef"],
        vocabulary_size=4000,
        model_type=model_type,  # type: ignore[arg-type]
    )
    assert 4 < tokenizer.vocabulary_size < 30
    assert tokenizer.decode(tokenizer.encode(["ef ab"])).numpy()[0] == b"ef ab"


def test_special_tokens_have_their_ids() -> None:
    tokenizer = SentencePieceTokenizer.train(LINES, vocabulary_size=60, model_type="bpe")
    pieces = tokenizer.decode([[i] for i in range(4)]).numpy().tolist()
    assert pieces == [b"", b"<unk>", b"", b""]
    assert tokenizer.vocabulary_size == 60


@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
def test_learns_pieces(model_type: str) -> None:
    verbs = ["spiel", "lach", "kauf", "wart", "frag", "such", "wohn", "lern"]
    lines = [f"{verb}{ending}" for verb in verbs for ending in ("en", "st", "t", "te", "ten")]
    tokenizer = SentencePieceTokenizer.train(lines, vocabulary_size=70, model_type=model_type)  # type: ignore[arg-type]
    (tokens,) = tokenizer.tokens(["lachten fragten"]).to_list()
    pieces = [token.decode() for token in tokens]
    assert "".join(pieces) == "▁lachten▁fragten"
    assert len(pieces) <= 6  # of 16 characters with the spaces


def test_the_sign_for_a_space_is_a_space() -> None:
    tokenizer = SentencePieceTokenizer.train(LINES, vocabulary_size=60)
    assert tokenizer.normalize(["Der▁Hund"]).numpy()[0] == b"Der Hund"
    assert tokenizer.encode(["Der▁Hund"]).to_list() == tokenizer.encode(["Der Hund"]).to_list()


def test_long_lines_and_lines_with_the_trainers_signs_are_learnt() -> None:
    lines = ["a" * 5000 + "z", "▅ q", "b"]
    tokenizer = SentencePieceTokenizer.train(lines, vocabulary_size=50)
    assert tokenizer.decode(tokenizer.encode(["zqb"])).numpy()[0] == b"zqb"


def test_byte_fallback_knows_every_character() -> None:
    tokenizer = SentencePieceTokenizer.train(LINES, vocabulary_size=350, byte_fallback=True)
    assert tokenizer.decode(tokenizer.encode(["中 👍"])).numpy()[0].decode() == "中 👍"


def test_character_coverage_leaves_rare_characters_unknown() -> None:
    lines = ["abc abc abc"] * 1000 + ["ß"]
    tokenizer = SentencePieceTokenizer.train(lines, vocabulary_size=20, character_coverage=0.999)
    assert tokenizer.decode(tokenizer.encode(["abc ß"])).numpy()[0] == b"abc <unk>"


def test_training_and_loading_write_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    tokenizer = SentencePieceTokenizer.train(LINES, vocabulary_size=60)
    SentencePieceTokenizer(model_of(tokenizer)).encode(["Hund"])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
@pytest.mark.parametrize("lines", [[], [""], [" ", "\t"]])
def test_training_without_text(lines: list[str], model_type: str) -> None:
    with pytest.raises(DataError, match=r"must be trained on text. Received: no line with a token"):
        SentencePieceTokenizer.train(lines, vocabulary_size=50, model_type=model_type)  # type: ignore[arg-type]


@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
def test_a_vocabulary_smaller_than_the_characters(model_type: str) -> None:
    expected = (
        r"must have at least \d+ tokens, one for each character. Received: vocabulary_size=10. "
        r"Raise it"
    )
    with pytest.raises(DataError, match=expected):
        SentencePieceTokenizer.train(LINES, vocabulary_size=10, model_type=model_type)  # type: ignore[arg-type]


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match=r"`model_type` must be one of 'unigram', 'bpe'. Received"):
        SentencePieceTokenizer.train(LINES, vocabulary_size=60, model_type="word")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"`vocabulary_size` must be at least 5: .* Received: 4"):
        SentencePieceTokenizer.train(LINES, vocabulary_size=4)
    for coverage in (0.0, 1.1):
        with pytest.raises(ValueError, match=r"`character_coverage` must be above 0, at most 1"):
            SentencePieceTokenizer.train(LINES, vocabulary_size=60, character_coverage=coverage)


@pytest.mark.parametrize("model", [b"", b"no model", b"\x00" * 100])
def test_no_model(model: bytes) -> None:
    with pytest.raises(ValueError, match=r"`model` must be a serialised SentencePiece model"):
        SentencePieceTokenizer(model)
