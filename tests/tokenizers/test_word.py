import pytest

from seqtasks.errors import DataError, DataWarning
from seqtasks.tokenizers.base import unknown_by_text
from seqtasks.tokenizers.word import WordTokenizer

SPECIAL = ("<pad>", "<unk>", "<bos>", "<eos>")


def words(text: str, **options: object) -> str:
    tokenizer = WordTokenizer(SPECIAL, **options)  # type: ignore[arg-type]
    return " ".join(token.decode() for token in tokenizer.tokens([text]).to_list()[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dog runs.", "The dog runs ￭."),
        ("(Ask the dog.)", "(￭ Ask the dog ￭. ￭)"),
        ('"Yes," he said', '"￭ Yes ￭, ￭" he said'),
        ("a , b", "a , b"),
        ("3.14 1,000", "3 ￭.￭ 14 1 ￭,￭ 000"),
        ("T-Shirt snake_case e-mail", "T ￭-￭ Shirt snake_case e ￭-￭ mail"),
        ("don't l\u2019eau rock'n'roll", "don't l\u2019eau rock'n'roll"),
        ("'tis dogs' a''b '", "'￭ tis dogs ￭' a ￭' ￭'￭ b '"),
        ("... ((a))", ". ￭. ￭. ( ￭(￭ a ￭) ￭)"),
        ("我爱 中国。", "我 ￭爱 中 ￭国 ￭。"),
        ("コーヒー", "コ ￭ー ￭ヒ ￭ー"),
        ("a中b", "a ￭中￭ b"),
        ("한국어 사람.", "한국어 사람 ￭."),
        ("q\u0307\u0323a !\u0301a", "q\u0323\u0307a !\u0301￭ a"),
        ("\u0301a", "\u0301a"),
        ("葛\U000e0100城", "葛\U000e0100 ￭城"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("नमस्ते", "नमस्ते"),
        ("👨\u200d👩 ❤\ufe0f", "👨\u200d ￭👩 ❤\ufe0f"),
        ("<unk>", "<￭ unk ￭>"),
        ("a￭b", "a ￭■￭ b"),
        ("a\x1fb\x1ec", "a b c"),
        ("", ""),
    ],
)
def test_rule(text: str, expected: str) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("nfc", "½，！？ ﬁne … e\u0301 Ｘ²", "½ ￭， ￭！ ￭？ ﬁne … é Ｘ²"),
        ("none", "½，！ e\u0301 co\u00adop", "½ ￭， ￭！ e\u0301 co\u00adop"),
        ("nfc", "ｶﾞｰ。a\u00a0b\u3000c", "ｶﾞ ￭ｰ ￭。￭ a b c"),
        ("none", "a\u00a0b\u3000c\u2028d\x1fe", "a b c d e"),
        ("nfc", "a￭b ￭", "a ￭■￭ b ■"),
        ("none", "a￭b ￭", "a ￭■￭ b ■"),
        ("none", "\ufeff(我\u00ad爱\u200b)", "\ufeff( ￭我\u00ad ￭爱 ￭\u200b ￭)"),
        ("none", "a \u00ad b", "a \u00ad b"),
    ],
)
def test_rule_with_other_normal_forms(form: str, text: str, expected: str) -> None:
    assert words(text, normalization=form) == expected
    assert words(text, normalization=form, rule="spaces") == " ".join(
        expected.replace(" ￭", "").replace("￭ ", "").split()
    )


def test_rule_spaces_splits_at_spaces_only() -> None:
    assert words("The  dog, (he) said .\n", rule="spaces") == "The dog, (he) said ."


def test_rule_spaces_reads_unk_as_unknown() -> None:
    lines = ["the <unk> dog <pad> <bos> <eos>"]
    tokenizer = WordTokenizer.train(lines, rule="spaces")
    assert tokenizer.vocabulary == (*SPECIAL, "dog", "the")
    assert tokenizer.encode(lines).to_list() == [[5, 1, 4, 1, 1, 1]]
    assert tokenizer.decode([[5, 1, 4]]).numpy()[0] == b"the <unk> dog"


def test_decoding_any_order_of_tokens_leaves_no_joiner() -> None:
    tokenizer = WordTokenizer.train(["3.14 (a) (b"])
    ids = {token: i for i, token in enumerate(tokenizer.vocabulary)}
    rows = [[ids["￭.￭"], ids["￭.￭"]], [ids["￭)"]], [ids["(￭"], ids["￭)"], ids["a"]]]
    assert [text.decode() for text in tokenizer.decode(rows).numpy()] == ["..", ")", "() a"]


def test_vocabulary_is_ordered_by_frequency_then_code_point() -> None:
    lines = ["b a b", "c a d", "B"]
    expected = (*SPECIAL, "a", "b", "B", "c", "d")
    assert WordTokenizer.train(lines).vocabulary == expected
    assert WordTokenizer.train(reversed(lines)).vocabulary == expected


def test_limits() -> None:
    lines = ["a a a b b c"]
    assert WordTokenizer.train(lines, minimum_frequency=2).vocabulary == (*SPECIAL, "a", "b")
    assert WordTokenizer.train(lines, minimum_frequency=9).vocabulary_size == 4


def test_a_limit_that_leaves_out_words_says_how_many_and_how_to_keep_them() -> None:
    lines = ["a a a b b c", "d"]
    message = (
        r"limited to 5 entries \(`vocabulary_size`\), which leaves out 3 of 4 distinct tokens that "
        r"are frequent enough, such as 'b', or 57.14% of the training text: .* "
        r"vocabulary_size=8 keeps them all"
    )
    with pytest.warns(DataWarning, match=message):
        assert WordTokenizer.train(lines, maximum_size=5).vocabulary == (*SPECIAL, "a")
    with pytest.warns(DataWarning, match=r"1 of 2 .*, such as 'b', or 28.57% of"):
        WordTokenizer.train(lines, minimum_frequency=2, maximum_size=5)
    # Without a warning: nothing is left out that is frequent enough.
    assert WordTokenizer.train(lines, maximum_size=8).vocabulary_size == 8
    assert WordTokenizer.train(lines, minimum_frequency=3, maximum_size=5).vocabulary_size == 5


def test_counts_beyond_one_batch_of_lines() -> None:
    lines = (f"w{i % 3000}" for i in range(6000))
    tokenizer = WordTokenizer.train(lines, minimum_frequency=2)
    assert tokenizer.vocabulary_size == 3004


def test_a_vocabulary_of_special_tokens_only() -> None:
    tokenizer = WordTokenizer(SPECIAL)
    assert tokenizer.encode(["a b", ""]).to_list() == [[1, 1], []]


@pytest.mark.parametrize("lines", [[], [""], [" ", "\t"]])
def test_training_without_text(lines: list[str]) -> None:
    with pytest.raises(DataError, match=r"must be trained on text. Received: no line with a token"):
        WordTokenizer.train(lines)


def test_bad_arguments() -> None:
    with pytest.raises(
        ValueError, match=r"`rule` must be one of 'words', 'spaces'. Received: rule='word'"
    ):
        WordTokenizer(SPECIAL, rule="word")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"`rule` must be one of"):
        WordTokenizer.train(["a"], rule="word")  # type: ignore[arg-type]
    for make in (WordTokenizer, WordTokenizer.train):
        with pytest.raises(
            ValueError,
            match=r"`normalization` must be one of 'nfkc', 'nfc', 'none'. Received: .*='NFC'",
        ):
            make(SPECIAL, normalization="NFC")  # type: ignore[operator]
    with pytest.raises(ValueError, match=r"`minimum_frequency` must be at least 1. Received: 0"):
        WordTokenizer.train(["a"], minimum_frequency=0)
    with pytest.raises(ValueError, match=r"`maximum_size` must be at least 5: .* Received: 4"):
        WordTokenizer.train(["a"], maximum_size=4)


def test_a_written_unk_is_a_word_and_any_other_special_token_is_unknown() -> None:
    tokenizer = WordTokenizer.train(["the <unk> dog"], rule="spaces")
    encoded = tokenizer.encode_with_unknown(["<unk> dog <pad>", "a <unk>"])
    assert encoded.token_ids.to_list() == [[1, 4, 1], [1, 1]]
    assert unknown_by_text(encoded) == [{2: "<pad>"}, {0: "a"}]


def test_an_unknown_sign_is_what_stands_in_the_text() -> None:
    encoded = WordTokenizer.train(["a dog"]).encode_with_unknown(["a dog!", "(dogs"])
    assert unknown_by_text(encoded) == [{2: "!"}, {0: "(", 1: "dogs"}]
