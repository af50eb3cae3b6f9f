"""The committed files: sizes, splits, held-out pairs, determinism, and how far easy ways come."""

import doctest
import importlib
import re
from collections import Counter

import generate as command_line
import pytest
from generator.corpus import tokens
from generator.translate.splits import SIZES, files, together

from tests.data.baselines import FOLDER, read, scores

DOCUMENTED = [
    "generator.corpus",
    *(
        f"generator.translate.{name}"
        for name in ("adjectives", "english", "german", "nouns", "numbers", "requests", "verbs")
    ),
]
LANGUAGES = ("de", "en")


@pytest.fixture(scope="module")
def lines():
    return {(split, side): read(split, side) for split in SIZES for side in LANGUAGES}


def test_sizes(lines):
    for (split, _), found in lines.items():
        assert len(found) == SIZES[split]
    assert SIZES["train"] >= 20_000
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


@pytest.mark.slow
def test_files_are_what_the_generator_writes(corpus, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("generator.translate.splits.generate", lambda: corpus)
    assert command_line.main(["translate", "--check"]) == 0
    assert command_line.main(["translate", "--folder", str(tmp_path)]) == 0
    for name in files():
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
    (tmp_path / "test.de").write_text("Etwas anderes.\n", encoding="utf-8")
    assert command_line.main(["translate", "--folder", str(tmp_path), "--check"]) == 1
    assert "test.de: differs from what the generator writes" in capsys.readouterr().err


@pytest.mark.parametrize("side", LANGUAGES)
def test_no_sentence_occurs_twice(lines, side):
    every = [line for split in SIZES for line in lines[split, side]]
    # Hence no test sentence is in training, and no sentence has two translations.
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("side", LANGUAGES)
def test_lines_are_written_as_usual(lines, side):
    for split in SIZES:
        for line in lines[split, side]:
            assert re.fullmatch(r"[A-ZÄÖÜ0-9][\w' ,-]*[.?!]", line), line
            assert "  " not in line
            assert " ," not in line


@pytest.mark.parametrize("side", LANGUAGES)
def test_sentences_are_short_and_words_known(lines, side):
    lengths = [len(tokens(line)) for line in lines["train", side]]
    assert max(lengths) <= 14
    assert 8 <= sum(lengths) / len(lengths) <= 10
    counts = Counter(word for line in lines["train", side] for word in tokens(line))
    assert 500 <= len(counts) <= 900
    for split in ("validation", "test", "test_combinations"):
        unknown = [word for line in lines[split, side] for word in tokens(line) if counts[word] < 2]
        assert not unknown


@pytest.mark.slow
def test_content_words_are_frequent(corpus):
    counts = Counter(lemma for drawn in corpus.splits["train"] for lemma in drawn.lemmas)
    assert len(counts) > 250
    assert min(counts.values()) >= 25


@pytest.mark.slow
def test_held_out_pairs_never_meet_in_training(corpus):
    has_both, held_out = together(corpus.held_out), set(corpus.held_out)
    assert Counter(pair.relation for pair in held_out) == {
        "adjective": 24,
        "object": 24,
        "subject": 24,
    }
    for split in ("train", "validation", "test"):
        assert not any(has_both(drawn) for drawn in corpus.splits[split])
    assert all(drawn.pairs & held_out for drawn in corpus.splits["test_combinations"])
    words = Counter(lemma for drawn in corpus.splits["train"] for lemma in drawn.lemmas)
    for pair in held_out:
        assert min(words[pair.first], words[pair.second]) >= 25


def test_held_out_pairs_never_meet_in_the_files(lines):
    """The same for adjectives and nouns, by spelling alone."""
    # The verb of "er weiß nicht" and the title of "Frau Schmidt" are other words.
    others = re.compile(r"weiß(?= nicht|,)|Frau (?=Schmidt|Wagner)")
    german_lines = [others.sub("", line) for line in lines["train", "de"]]
    english_lines = [line.lower() for line in lines["train", "en"]]
    rows = (FOLDER / "combinations.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [row.split("\t")[1:] for row in rows if row.startswith("adjective")]
    assert len(pairs) == 24
    for adjective, noun in pairs:
        german_word, english_word = adjective.split("=")
        german_noun, english_noun = noun.split("=")
        german = re.compile(rf"\b{german_word}(e|en|er|es|em)?\b")
        as_word = re.compile(rf"\b{german_noun}\b")
        for line in german_lines:
            assert not (german_noun in line and as_word.search(line) and german.search(line)), line
        for line in english_lines:
            assert f"{english_word} {english_noun}" not in line, line


@pytest.mark.parametrize("module", DOCUMENTED)
def test_examples_in_docstrings(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.slow
def test_pairs_are_listed_beside_the_files(corpus):
    rows = (FOLDER / "combinations.tsv").read_text(encoding="utf-8").splitlines()
    assert rows == ["relation\tfirst\tsecond", *("\t".join(pair) for pair in corpus.held_out)]


@pytest.mark.parametrize(
    ("german", "english"),
    [
        (r"^Wenn .* immer\b", r"^When "),
        (r"^Wenn (?!.* immer\b)", r"^If "),
        (r"^Als ", r"^When "),
        (r"\bschmeck(t|en)\b", r"\blikes?\b"),
        (r"\bseit\b", r"\b([Hh]ave|[Hh]as)\b"),
        (r"\bgibt es\b", r"\b(There|there) (is|are)\b|^(Is|Are) there"),
        (r"^(Herr|Frau) \w+, .* Sie ", r"^(Mr|Mrs) \w+, "),
        (r"\b([Mm]ein|[Dd]ein|[Ii]hr)(e[mn])? Mann\b", r"\bhusband\b"),
        (r"\b([Dd]er|[Dd]iesen|[Dd]en) (\w+en? )?Mann\b", r"\bman\b"),
        (r"\bum halb \w+", r"\bat half past \w+"),
        (r"\bauf der Bank\b", r"\bon the bench\b"),
        (r"\bin der Bank\b", r"\b(in|at) the bank\b"),
    ],
)
def test_context_decides_the_translation(lines, german, english):
    pairs = zip(lines["train", "de"], lines["train", "en"], strict=True)
    chosen = [pair for pair in pairs if re.search(german, pair[0])]
    assert len(chosen) > 10
    for source, target in chosen:
        assert re.search(english, target), (source, target)


@pytest.mark.parametrize("direction", [("de", "en"), ("en", "de")], ids="-".join)
def test_easy_ways_do_not_come_far(direction):
    found = scores(*direction, "test")
    assert found["word_by_word"] <= 35
    assert found["nearest_sentence"] <= 45
