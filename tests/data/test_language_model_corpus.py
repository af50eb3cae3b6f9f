"""The committed stories and minimal pairs: sizes, splits, brackets, agreement, names, pairs."""

import doctest
import gzip
import importlib
import os
import re
from collections import Counter
from pathlib import Path

import generate as command_line
import pytest
from generator.corpus import tokens
from generator.language_model.news import NOUNS as NEWS_NOUNS
from generator.language_model.nouns import NOUNS
from generator.language_model.people import PEOPLE
from generator.language_model.splits import SIZES, files, generate

FOLDER = Path(__file__).parents[2] / "data/language_model"
PLURALS = {entry.plural for entries in NOUNS.values() for entry in entries}
SINGULARS = {entry.singular for entries in NOUNS.values() for entry in entries}
NAMES = {person.name for person in PEOPLE}
PRESENTS = {"present", "gift", "prize", "surprise"}
MASSES = {"chocolate", "honey", "cheese", "jewellery", "money", "furniture"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
# Plural verb forms by their singular ones.
VERBS = {"is": "are", "was": "were", "has": "have", "does": "do"}


@pytest.fixture(scope="module")
def stories():
    return {
        split: (FOLDER / f"{split}.txt").read_text(encoding="utf-8").splitlines() for split in SIZES
    }


@pytest.fixture(scope="module")
def counts(stories):
    return Counter(word for line in stories["train"] for word in tokens(line))


def read_pairs(name):
    """The rows of a file of pairs: phenomenon, distance, good, bad."""
    header, *rows = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert header == "phenomenon\tdistance\tgood\tbad"
    found = [row.split("\t") for row in rows]
    return [(phenomenon, int(distance), good, bad) for phenomenon, distance, good, bad in found]


@pytest.fixture(scope="module")
def pairs():
    return read_pairs("minimal_pairs.tsv")


@pytest.fixture(scope="module")
def news():
    return read_pairs("minimal_pairs_news.tsv")


def test_files_are_what_the_generator_writes(tmp_path, capsys):
    assert command_line.main(["language_model", "--check"]) == 0
    assert {path.name for path in FOLDER.iterdir()} == {*files(), "README.md"}
    folder = ["--folder", str(tmp_path)]
    assert command_line.main(["language_model", *folder, "--check"]) == 1
    assert "train.txt: differs from what the generator writes" in capsys.readouterr().err


def test_sizes(stories, counts):
    for split, lines in stories.items():
        assert SIZES[split] <= len(lines) < SIZES[split] + 9
    lengths = [len(line.split()) for line in stories["train"]]
    assert 8 <= sum(lengths) / len(lengths) <= 12
    assert 700 <= len(counts) <= 1200


def test_no_line_occurs_twice(stories):
    every = [line for lines in stories.values() for line in lines]
    assert len(set(every)) == len(every)


def test_words_are_known(stories, counts):
    for split in ("validation", "test"):
        assert all(counts[word] >= 3 for line in stories[split] for word in tokens(line))


def test_lines_are_written_as_usual(stories):
    for line in (line for lines in stories.values() for line in lines):
        assert re.fullmatch(r"[A-Z][\w' ,()]*\.", line), line
        assert not re.search(r"  | [,.)]|\( |\ba [aeiou]|\ban [^aeiou]|\b(\w+) \1\b", line), line


def test_brackets_are_closed(stories):
    depths = Counter()
    for line in stories["train"]:
        depth = deepest = 0
        for sign in re.findall(r"[()]", line):
            depth += 1 if sign == "(" else -1
            assert depth >= 0, line
            deepest = max(deepest, depth)
        assert depth == 0, line
        assert "()" not in line
        depths[deepest] += 1
    assert set(depths) == {0, 1, 2}
    assert depths[1] > 1000
    assert depths[2] > 200


def test_names_are_introduced_first():
    for told in (told for split in generate().values() for told in split):
        assert 4 <= len(told) <= 9
        named = [NAMES & set(re.findall(r"[A-Z][a-z]+", line)) for line in told]
        introduced = named[0] | named[1] if len(named[0] | named[1]) == 3 else named[0]
        assert len(named[0]) == 2
        assert set().union(*named) == introduced


def test_pronouns_have_the_gender_of_somebody_in_the_story():
    female = {person.name: person.female for person in PEOPLE}
    for told in (told for split in generate().values() for told in split):
        genders = {female[word] for word in NAMES & set(tokens(" ".join(told)))}
        words = {word.lower() for line in told for word in tokens(line)}
        assert True in genders or not words & {"she", "her", "herself"}
        assert False in genders or not words & {"he", "him", "his", "himself"}


NOUN = "|".join(sorted(PLURALS | SINGULARS | PRESENTS, key=len, reverse=True))
PHRASE = rf"the (?:\w+ )?(?:{NOUN})\b"
ATTACHED = rf"(?: (?:on|in|of|under|beside|near|behind|with|from|to|about|for) {PHRASE})*"
RELATIVE = rf"(?: that (?:[A-Z]\w+|{PHRASE}) (?:bought|sold|found|saw|brought|lost|hid)\b)?"


@pytest.mark.parametrize(
    ("between", "verb", "least"),
    [
        ("", "is|are|was|were|has|have|looks?|belongs?", 400),
        (ATTACHED + RELATIVE, "is|are|was|were|has|have|looks?|belongs?", 1000),
        (" (?:that|who)", "lives?|works?|likes?|needs?|belongs?|knows?|sings?|helps?", 150),
    ],
    ids=["beside", "distant", "relative"],
)
def test_verbs_agree_with_their_heads(stories, between, verb, least):
    """An independent reading of all lines that are simple enough for a pattern."""
    simple = re.compile(rf"(?:^|that )[Tt]he (?:\w+ )?({NOUN}){between} ({verb})\b")
    found = [match for line in stories["train"] if (match := simple.search(line))]
    for match in found:
        is_singular = match[2].endswith("s")  # "is", "was", "has", "looks"
        assert (match[1] in SINGULARS | PRESENTS) == is_singular, match.string
    assert len(found) > least


@pytest.mark.parametrize("module", ["generator.language_model.words"])
def test_examples_in_docstrings(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def check_pairs(rows):
    """What every file of pairs must be."""
    assert len(rows) >= 300
    assert len({(good, bad) for _, _, good, bad in rows}) == len(rows)
    for _, _, good, bad in rows:
        assert good != bad
        assert len(good.split()) == len(bad.split())
    by_distance = Counter(row[1] for row in rows if row[0] == "agreement")
    assert set(by_distance) == set(range(21))
    assert min(by_distance[distance] for distance in range(11)) >= 8
    assert min(by_distance[distance] for distance in range(11, 21)) >= 4


def check_agreement(rows, is_plural):
    """Heads and attractors of agreement pairs, found by the distance alone."""
    heads = Counter()
    for _, distance, good, bad in (row for row in rows if row[0] == "agreement"):
        good_words, bad_words = (re.findall(r"[\w']+", text) for text in (good, bad))
        differing = [
            place
            for place, words in enumerate(zip(good_words, bad_words, strict=True))
            if words[0] != words[1]
        ]
        assert len(differing) == 1, good
        verb = differing[0]
        between = [is_plural(word) for word in good_words[verb - distance : verb]]
        number = is_plural(good_words[verb - distance - 1])
        assert number is not None, good
        if distance:
            assert (not number) in between, good
        singular, plural = good_words[verb], bad_words[verb]
        if number:
            singular, plural = plural, singular
        assert VERBS.get(singular, plural) == plural, good
        assert singular.endswith("s"), good
        heads[number] += 1
    assert min(heads.values()) > 100


def test_pairs(pairs, stories, counts):
    check_pairs(pairs)
    phenomena = Counter(row[0] for row in pairs)
    assert set(phenomena) == {"agreement", "word_order", "word_choice"}
    assert min(phenomena.values()) >= 60
    training = set(stories["train"])
    for phenomenon, distance, good, bad in pairs:
        assert not {good, bad} & training
        assert all(counts[word] for word in [*tokens(good), *tokens(bad)]), good
        if phenomenon == "word_order":
            assert sorted(good.lower()[:-1].split()) == sorted(bad.lower()[:-1].split())
        if phenomenon == "word_choice":
            words = zip(good.split(), bad.split(), strict=True)
            assert sum(first != second for first, second in words) == 1
        assert phenomenon == "agreement" or distance == 0


def test_agreement_pairs(pairs):
    def is_plural(word):
        if word in PLURALS or word in {f"{name}s" for name in PRESENTS}:
            return True
        return False if word in SINGULARS | NAMES | PRESENTS | MASSES else None

    check_agreement(pairs, is_plural)


def test_news_pairs(news):
    check_pairs(news)
    nouns = [entry for entries in NEWS_NOUNS.values() for entry in entries]
    plurals = {entry.plural for entry in nouns}
    singulars = {entry.singular for entry in nouns} | {"week", "month", "year"} | set(DAYS)

    def is_plural(word):
        return True if word in plurals else False if word in singulars else None

    check_agreement(news, is_plural)
    for _, _, good, bad in news:
        assert re.fullmatch(r"[a-z ]+", good + bad)
        assert not re.search(r"\b(\w+) \1\b", good)


@pytest.fixture(scope="module")
def penn_treebank():
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    path = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / "ptb" / "ptb.train.txt.gz"
    if not path.is_file():
        pytest.skip("Penn Treebank is not here; SEQTASKS_CORPORA names the folder that holds it.")
    with gzip.open(path, "rt", encoding="utf-8") as text:
        return Counter(text.read().split())


def test_news_words_are_frequent_in_the_penn_treebank(news, penn_treebank):
    for _, _, good, bad in news:
        assert all(penn_treebank[word] >= 20 for word in [*good.split(), *bad.split()]), good
        differing = {*good.split()} ^ {*bad.split()}
        assert all(penn_treebank[word] >= 100 for word in differing), good
