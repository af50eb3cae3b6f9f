"""ARPA files: ours, those of other programs, and broken ones."""

import gzip

import numpy as np
import pytest

from seqtasks.errors import DataError
from seqtasks.ngrams.arpa import read_arpa, write_arpa
from seqtasks.ngrams.model import NGramModel

SPECIAL = ("<pad>", "<unk>", "<bos>", "<eos>")
AWKWARD = (*SPECIAL, " ", "\\u0020", "\\", "\\u", "\u2028", "<s>", "</s>", "\u00a0", "é")

# As SRILM writes it: a comment first, no order, no back-off column where the weight is 1.
FOREIGN = """\
made by another program
\\data\\
ngram 1=4
ngram 2=3
ngram 3=1

\\1-grams:
-0.5\tb
-99\t<s>\t-0.2
-0.4\ta\t-0.3
-0.6\t</s>

\\2-grams:
-0.1\tb </s>
-0.25\t<s> a\t-0.7
-0.15\ta b

\\3-grams:
-0.05\t<s> a b

\\end\\
"""


def random_text(tokens, count=400):
    """Lines of all ids but `<pad>`, `<bos>` and the last one."""
    random = np.random.default_rng(0)
    return np.r_[random.choice(np.r_[1, 3 : tokens - 1], count), 3]


def trained(order, smoothing="backoff", tokens=AWKWARD):
    model = NGramModel(order, vocabulary_size=len(tokens), smoothing=smoothing)
    model.count(random_text(len(tokens)))
    return model


def foreign(tmp_path, text=FOREIGN):
    path = tmp_path / "model.arpa"
    path.write_text(text)
    return path


def assert_same(model, expected):
    assert model.vocabulary_size == expected.vocabulary_size
    for ours, theirs in zip(model.tables, expected.tables, strict=True):
        for column, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(column, other)


@pytest.mark.filterwarnings("ignore:Too few n-grams")
@pytest.mark.parametrize("smoothing", ["maximum_likelihood", "additive", "backoff", "kneser_ney"])
@pytest.mark.parametrize("order", [1, 2, 4])
def test_what_is_written_is_read_exactly(tmp_path, order, smoothing):
    model = trained(order, smoothing)
    write_arpa(tmp_path / "model.arpa", model, AWKWARD)
    read = read_arpa(tmp_path / "model.arpa", AWKWARD)
    assert read.tokens == AWKWARD
    assert_same(read.model, model)


def test_reading_without_a_vocabulary(tmp_path):
    write_arpa(tmp_path / "model.arpa", trained(3), AWKWARD)
    read = read_arpa(str(tmp_path / "model.arpa"))
    assert read.tokens == AWKWARD
    assert_same(read.model, trained(3))


def test_tokens_as_they_are_written(tmp_path):
    write_arpa(tmp_path / "model.arpa", trained(1), AWKWARD)
    lines = (tmp_path / "model.arpa").read_text().split("\n")
    assert lines[:4] == ["\\data\\", "ngram 1=12", "", "\\1-grams:"]
    assert [line.split("\t")[1] for line in lines[4:16]] == [
        *("<unk>", "<s>", "</s>", "\\u0020", "\\u005cu0020", "\\", "\\u005cu"),
        *("\\u2028", "\\u003cs>", "\\u003c/s>", "\\u00a0", "é"),
    ]
    assert lines[5] == "-99\t<s>"
    assert lines[16:] == ["", "\\end\\", ""]


SIGNS = ("<UNK>", "<Unk>", "<S>", "</S>", "-pau-", "-PAU-", "<PAD>")


def test_words_that_other_programs_take_for_their_own_signs(tmp_path):
    tokens = (*SPECIAL, *SIGNS, "a", "\\u003cUNK>")
    model = trained(2, tokens=tokens)
    path = tmp_path / "model.arpa"
    write_arpa(path, model, tokens)
    names = [line.split("\t")[1] for line in path.read_text().split("\n")[5:17]]
    assert names[:3] == ["<unk>", "<s>", "</s>"]
    escaped = ("003cUNK>", "003cUnk>", "003cS>", "003c/S>", "002dpau-", "002dPAU-")
    assert names[3:9] == [f"\\u{name}" for name in escaped]
    assert names[9:] == ["<PAD>", "a", "\\u005cu003cUNK>"]
    for read in (read_arpa(path, tokens), read_arpa(path)):
        assert read.tokens == tokens
        assert_same(read.model, model)


def test_kenlm_scores_a_written_unk_as_the_word_that_it_is(tmp_path):
    kenlm = pytest.importorskip("kenlm")
    tokens = (*SPECIAL, "<UNK>", "a", "b", "c")
    model = trained(2, tokens=tokens)
    write_arpa(tmp_path / "model.arpa", model, tokens)
    theirs = kenlm.Model(str(tmp_path / "model.arpa"))
    for words in (["a", "<UNK>", "b"], ["never", "b"], ["<UNK>"]):
        ids = [tokens.index(word) if word in tokens else 1 for word in words] + [3]
        sentence = " ".join(words).replace("<UNK>", "\\u003cUNK>")
        ours = model.log_probabilities(np.array(ids)).sum() / np.log(10)
        assert theirs.score(sentence) == pytest.approx(ours, rel=1e-5)


def test_a_file_of_an_older_version_has_such_words_as_they_are(tmp_path):
    tokens = (*SPECIAL, "<UNK>", "a", "b")
    model = trained(2, tokens=tokens)
    write_arpa(tmp_path / "model.arpa", model, tokens)
    older = (tmp_path / "model.arpa").read_text().replace("\\u003cUNK>", "<UNK>")
    (tmp_path / "older.arpa").write_text(older)
    assert_same(read_arpa(tmp_path / "older.arpa", tokens).model, model)


def test_the_unknown_word_of_a_program_that_writes_it_in_capitals(tmp_path):
    path = foreign(tmp_path, FOREIGN.replace("-0.6\t</s>", "-0.6\t</s>\n-0.9\t<UNK>"))
    path.write_text(path.read_text().replace("ngram 1=4", "ngram 1=5"))
    model, tokens = read_arpa(path)
    assert tokens == (*SPECIAL, "b", "a")
    got = model.log_probabilities(np.array([1, 3])) / np.log(10)
    np.testing.assert_allclose(got, [-0.2 - 0.9, -0.6], rtol=1e-6)


def test_a_word_of_another_program_may_hold_white_space_that_is_no_blank(tmp_path):
    path = foreign(tmp_path, FOREIGN.replace("b", "b\u3000c\u00a0d"))
    model, tokens = read_arpa(path)
    assert tokens == (*SPECIAL, "b\u3000c\u00a0d", "a")
    assert_same(model, read_arpa(foreign(tmp_path)).model)


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_of_another_program(tmp_path, packed):
    path = foreign(tmp_path)
    if packed:
        path = tmp_path / "model.arpa.gz"
        path.write_bytes(gzip.compress(FOREIGN.encode()))
    model, tokens = read_arpa(path)
    assert tokens == (*SPECIAL, "b", "a")
    assert model.order == 3
    b, a, eos, unk = 4, 5, 3, 1

    def log10_p(*ids):
        return model.log_probabilities(np.array(ids)) / np.log(10)

    np.testing.assert_allclose(log10_p(a, b, eos), [-0.25, -0.05, -0.1], rtol=1e-6)
    np.testing.assert_allclose(log10_p(a, eos), [-0.25, -0.7 - 0.3 - 0.6], rtol=1e-6)
    np.testing.assert_allclose(log10_p(b, eos), [-0.2 - 0.5, -0.1], rtol=1e-6)
    assert log10_p(unk)[0] == -np.inf


def test_the_vocabulary_gives_the_ids(tmp_path):
    tokens = (*SPECIAL, "x", "a", "b")
    model, read = read_arpa(foreign(tmp_path), tokens)
    assert read == tokens
    assert model.vocabulary_size == 7
    got = model.log_probabilities(np.array([5, 6, 3, 4, 3])) / np.log(10)
    np.testing.assert_allclose(got, [-0.25, -0.05, -0.1, -np.inf, -0.6], rtol=1e-6)


def test_blank_lines_between_sections_do_not_matter(tmp_path):
    spaced = FOREIGN.replace("\n\n", "\n\n \n\n").replace("\\data\\\n", "\\data\\\n\n")
    path = foreign(tmp_path)
    model = read_arpa(path).model
    assert_same(read_arpa(foreign(tmp_path, spaced)).model, model)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\\data\\", "\\date\\", r":21: the ARPA file is cut short: it must end with .end."),
        ("ngram 1=4", "ngrams 1=4", r":3: .* must have `ngram 1=COUNT` here. .*: 'ngrams 1=4'"),
        ("ngram 2=3", "ngram 2=", r":4: .* must have `ngram 2=COUNT` here. Received: 'ngram 2='"),
        ("ngram 2=3", "ngram 2=-3", r":4: .* must have `ngram 2=COUNT` here"),
        ("ngram 2=3", "ngram 3=3", r":4: .* must have `ngram 2=COUNT` here"),
        ("ngram 2=3", "ngram 2=2", r":16: .* must have .3-grams: here. Received: '-0.15.*a b'"),
        ("ngram 2=3", "ngram 2=4", r":17: must be log10 p, 2 token.* 2-gram of 4 .*: ''"),
        ("\\2-grams:", "\\4-grams:", r":13: an ARPA file must have .2-grams: here. .*4-grams:'"),
        ("-0.4\ta\t-0.3", "x\ta\t-0.3", r":10: log10 of a prob.* be a number. Received: 'x'"),
        ("-0.4\ta\t-0.3", "-0.4\ta\t1,5", r":10: log10 of a prob.* be a number. Received: '1,5'"),
        ("-0.15\ta b", "-0.15\ta", r":16: must be log10 p, 2 token\(s\), .* a 2-gram of 3 that"),
        ("-0.15\ta b", "-0.15\ta b 0 0", r":16: must be log10 p, 2 token\(s\), .*a b 0 0'"),
        ("-0.15\ta b", "-0.15\ta c", r":16: 'c' is no token of the vocabulary"),
        ("<s> a b", "b a b", r":19: the 3-gram 'b a b' stands without its first 2 token\(s\)"),
        ("\\end\\", "\\fin\\", r":21: an ARPA file must have .end. here. Received: .*fin"),
    ],
)
def test_errors_name_the_line(tmp_path, old, new, message):
    with pytest.raises(DataError, match=rf"model\.arpa{message}"):
        read_arpa(foreign(tmp_path, FOREIGN.replace(old, new)))


@pytest.mark.parametrize("lines", [1, 2, 4, 6, 9, 12, 15, 16, 18, 20])
def test_a_file_that_is_cut_short(tmp_path, lines):
    text = "".join(FOREIGN.splitlines(keepends=True)[:lines])
    with pytest.raises(DataError, match=rf"model\.arpa:{lines}: the ARPA file is cut short: it"):
        read_arpa(foreign(tmp_path, text))


def test_no_orders(tmp_path):
    with pytest.raises(DataError, match=r"model\.arpa:2: the ARPA file names no order"):
        read_arpa(foreign(tmp_path, "\\data\\\n\\1-grams:\n\\end\\\n"))


def test_a_token_that_the_vocabulary_lacks(tmp_path):
    with pytest.raises(DataError, match=r"model\.arpa:8: 'b' is no token of the vocabulary"):
        read_arpa(foreign(tmp_path), (*SPECIAL, "a"))


def test_missing_file(tmp_path):
    foreign(tmp_path)
    with pytest.raises(DataError, match=r"mode.arpa does not exist. Did you mean '.*model.arpa'"):
        read_arpa(tmp_path / "mode.arpa")


@pytest.mark.filterwarnings("ignore:Too few n-grams")
@pytest.mark.parametrize("smoothing", ["backoff", "kneser_ney"])
def test_kenlm_reads_our_files(tmp_path, smoothing):
    kenlm = pytest.importorskip("kenlm")
    tokens = (*SPECIAL, "a", "b", "c", "d", "e", "é")
    model = trained(3, smoothing, tokens)
    write_arpa(tmp_path / "model.arpa", model, tokens)
    theirs = kenlm.Model(str(tmp_path / "model.arpa"))
    assert theirs.order == 3
    for sentence in ("a b c", "", "e", "d d é a b", "a never b a"):
        ids = [tokens.index(w) if w in tokens else 1 for w in sentence.split()] + [3]
        ours = model.log_probabilities(np.array(ids)).sum() / np.log(10)
        assert theirs.score(sentence) == pytest.approx(ours, rel=1e-5), sentence


PRUNED = """\
\\data\\
ngram 1=5
ngram 2=1
ngram 3=1
ngram 4=1

\\1-grams:
-0.5\tb\t-0.1
-99\t<s>\t-0.2
-0.4\ta\t-0.3
-0.6\t</s>
-0.7\tc

\\2-grams:
-0.1\ta b\t-0.2

\\3-grams:
-0.1\ta b c\t-0.4

\\4-grams:
-0.05\ta b c </s>

\\end\\
"""


def test_a_pruned_file_may_lack_a_suffix(tmp_path):
    """b c is not there, but a b c is."""
    model = read_arpa(foreign(tmp_path, PRUNED)).model
    ids, state, stepped = np.array([5, 4, 6, 3]), model.start(1), []
    for before, token in zip(np.r_[2, ids[:-1]], ids, strict=True):
        log_probs, state, _ = model.step(np.array([before]), state)
        stepped.append(log_probs[0, token])
    expected = np.array([-0.2 - 0.4, -0.1, -0.1, -0.05]) * np.log(10)
    np.testing.assert_allclose(model.log_probabilities(ids), expected, rtol=1e-6)
    np.testing.assert_allclose(stepped, expected, rtol=1e-6)


def test_a_unigram_that_stands_twice_is_refused(tmp_path):
    doubled = PRUNED.replace("ngram 1=5", "ngram 1=6").replace("-0.7\tc", "-0.7\tc\n-0.9\ta")
    with pytest.raises(DataError, match="the unigram 'a' stands twice"):
        read_arpa(foreign(tmp_path, doubled))


def test_a_foreign_token_keeps_its_own_spelling(tmp_path):
    spelt = PRUNED.replace("\tc", "\t\\u0041").replace(" c", " \\u0041")
    assert read_arpa(foreign(tmp_path, spelt)).tokens[-1] == "A"


def test_an_ngram_that_stands_twice_and_a_number_that_is_none_are_refused(tmp_path):
    doubled = PRUNED.replace("ngram 2=1", "ngram 2=2").replace("a b\t-0.2", "a b\t-0.2\n-9\ta b\t0")
    with pytest.raises(DataError, match="the 2-gram 'a b' stands twice"):
        read_arpa(foreign(tmp_path, doubled))
    with pytest.raises(DataError, match="must be a number. Received: 'nan'"):
        read_arpa(foreign(tmp_path, PRUNED.replace("-0.7\tc", "nan\tc")))
    with pytest.raises(DataError, match="there cannot be so many n-grams"):
        read_arpa(foreign(tmp_path, PRUNED.replace("ngram 1=5", "ngram 1=99999999999999999999")))
