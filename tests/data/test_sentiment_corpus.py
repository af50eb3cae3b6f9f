"""The committed reviews: format, sizes, splits, balance, and how far easy ways come."""

import doctest
import importlib
import re
from collections import Counter

import generate as command_line
import pytest
from generator.corpus import Choice, tokens
from generator.dialogue.phrases import paraphrases
from generator.sentiment.background import BACKGROUND
from generator.sentiment.contrast import CONTRAST
from generator.sentiment.intensity import INTENSITY
from generator.sentiment.negation import NEGATION, NEGATORS
from generator.sentiment.plain import PLAIN
from generator.sentiment.reviews import reviews, withheld
from generator.sentiment.sentences import slots
from generator.sentiment.splits import MIN_COUNT, MIN_OPINION_COUNT, SIZES, files, generate
from generator.sentiment.things import ALL_SCALES, OPINION_WORDS, THINGS

from tests.data.sentiment_baselines import FOLDER, KINDS, WAYS, naive_bayes, per_cent, read

OPINIONS = frozenset(OPINION_WORDS)
FRAMES = {
    "plain": PLAIN,
    "negation": [frame for frames in NEGATION.values() for frame in frames],
    "contrast": CONTRAST,
    "intensity": INTENSITY,
}


@pytest.fixture(scope="module")
def corpus():
    return {split: read(split) for split in SIZES}


@pytest.fixture(scope="module")
def counts(corpus):
    """How often each word occurs in training."""
    return Counter(word for one in corpus["train"] for word in one.words)


@pytest.fixture(scope="module")
def readme():
    return (FOLDER / "README.md").read_text(encoding="utf-8")


def test_files_are_what_the_generator_writes(tmp_path, capsys):
    assert command_line.main(["sentiment", "--check"]) == 0
    assert {path.name for path in FOLDER.iterdir()} == {*files(), "README.md"}
    assert command_line.main(["sentiment", "--folder", str(tmp_path)]) == 0
    (tmp_path / "test.tsv").write_text("label\tkind\ttext\n", encoding="utf-8")
    assert command_line.main(["sentiment", "--folder", str(tmp_path), "--check"]) == 1
    assert "test.tsv: differs from what the generator writes" in capsys.readouterr().err


def test_sizes(corpus):
    for split, found in corpus.items():
        assert Counter(one.kind for one in found) == SIZES[split]
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000


def test_labels_are_balanced(corpus):
    for split, found in corpus.items():
        for kind, size in SIZES[split].items():
            labels = Counter(one.label for one in found if one.kind == kind)
            assert labels == {"positive": size // 2, "negative": size // 2}


def test_lines_are_sentences(corpus):
    for text in (one.text for found in corpus.values() for one in found):
        assert re.fullmatch(r"[A-Za-z ,.:;!?-]+[.!]", text), text
        assert not re.search(r"  |\b[Aa] (?!use)[aeiou]|\b[Aa]n (?:use|[^aeiou])| [,.:;!?]", text)
        assert all(sentence[0].isupper() for sentence in re.split(r"(?<=[.!?]) ", text)), text
        assert 1 <= len(re.findall(r"[.!?]", text)) <= 9, text


def test_no_review_occurs_twice(corpus):
    every = [one.text.lower() for found in corpus.values() for one in found]
    assert len(set(every)) == len(every)


def test_words_of_the_test_occur_in_training(corpus, counts):
    assert min(counts[word] for word in OPINION_WORDS) >= MIN_OPINION_COUNT
    for split in ("validation", "test"):
        for word in {word for one in corpus[split] for word in one.words}:
            assert counts[word] >= MIN_COUNT, word


@pytest.mark.parametrize("kind", KINDS[1:])
def test_both_labels_have_the_same_opinion_words(corpus, kind):
    """In hard kinds, words of praise are about as frequent in praise as in blame."""
    praise = {word for scale in ALL_SCALES for word in scale.good}
    for label in ("positive", "negative"):
        found = [one for one in corpus["train"] if (one.label, one.kind) == (label, kind)]
        words = [word for one in found for word in one.words if word in OPINIONS]
        assert 0.45 <= sum(word in praise for word in words) / len(words) <= 0.55


def test_many_pairs_have_the_same_words(corpus):
    """In some of every hard kind, nothing but the order of the words tells the label."""
    for kind, least in (("negation", 0.02), ("contrast", 0.1), ("intensity", 0.2)):
        bags = Counter()
        for one in (one for one in corpus["train"] if one.kind == kind):
            bags[tuple(sorted(one.words))] += 1
        same = sum(count for count in bags.values() if count > 1)
        assert same >= least * SIZES["train"][kind], (kind, same)


def test_withheld_denials(readme):
    """Training keeps some opinion words from each negator; the test has them."""
    shown = {pair for one in generate()["train"] for pair in one.opinions if pair[0]}
    assert not any(withheld(*pair) for pair in shown)
    assert {negator for negator, _ in shown} == set(NEGATORS)
    test = [one for one in generate()["test"] if one.kind == "negation"]
    share = sum(one.is_withheld for one in test) / len(test)
    assert share >= 0.25
    assert f"{per_cent(share)} of the reviews with a negation" in readme


@pytest.mark.parametrize("kind", KINDS)
def test_every_frame_fits_some_thing(kind):
    assert len(set(FRAMES[kind])) == len(FRAMES[kind]) >= 30
    choice = Choice(1)
    given = [slots(choice, name, thing.parts[0].nouns[0]) for name, thing in THINGS.items()]
    for text in (text for frame in FRAMES[kind] for text in paraphrases(frame)):
        fitting = [one for one in given if one.holds(text)]
        assert fitting, text
        positive, negative = fitting[0].filled(choice, text)
        assert positive.text != negative.text
        assert len(positive.opinions) == len(negative.opinions) >= 1


def test_things_have_backgrounds_without_opinions():
    assert BACKGROUND.keys() == THINGS.keys()
    for frame in (frame for frames in BACKGROUND.values() for frame in frames):
        assert OPINIONS.isdisjoint(tokens(frame)), frame


@pytest.mark.parametrize("kind", KINDS)
def test_a_pair_of_reviews(kind):
    positive, negative = reviews(Choice(3), kind)
    assert (positive.label, negative.label) == ("positive", "negative")
    assert positive.kind == negative.kind == kind
    assert len(tokens(positive.text)) == len(tokens(negative.text))


def test_counts_are_as_stated(corpus, counts, readme):
    for split, found in corpus.items():
        kinds = " | ".join(f"{SIZES[split][kind]:,}" for kind in KINDS)
        words = sum(len(one.words) for one in found)
        assert f"| `{split}.tsv` | {len(found):,} | {kinds} | {words:,} |" in readme
    assert f"{len(counts)} types" in readme
    assert f"{len(OPINION_WORDS)} of them are opinion words" in readme
    frames = {kind: len(found) for kind, found in FRAMES.items()}
    for kind, number in frames.items():
        assert re.search(rf"\| `{kind}` \| {number} \|", readme), (kind, number)


def test_easy_ways_come_as_far_as_stated(corpus, readme):
    shares = {name: naive_bayes(corpus, features) for name, features in WAYS.items()}
    bags = shares["words"]
    assert bags["plain"] >= 0.85
    assert max(bags[kind] for kind in KINDS[1:]) <= 0.7
    for name, found in shares.items():
        assert f"| {name} | {' | '.join(per_cent(found[kind]) for kind in KINDS)} |" in readme


@pytest.mark.parametrize("module", ["scales", "sentences"])
def test_examples_in_docstrings(module):
    result = doctest.testmod(importlib.import_module(f"generator.sentiment.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
