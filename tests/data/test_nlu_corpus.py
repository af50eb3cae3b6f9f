"""The committed requests: format, sizes, splits, labels, and how far easy ways come."""

import doctest
import importlib
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import generate as command_line
import pytest
from generator.corpus import Choice
from generator.nlu.frames import chosen, filled
from generator.nlu.requests import FRAMES, request
from generator.nlu.splits import SIZES, files
from generator.nlu.values import VALUES, WITHHELD

FOLDER = Path(__file__).parents[2] / "data/nlu"
README = (FOLDER / "README.md").read_text(encoding="utf-8")


class Request(NamedTuple):
    """A line of the three files."""

    words: list[str]
    labels: list[str]
    intent: str

    @property
    def values(self):
        """The slots with what stands in them."""
        return [(slot, " ".join(self.words[first:end])) for slot, first, end in spans(self.labels)]


def read(split):
    """The requests of a split."""
    columns = [
        (FOLDER / split / name).read_text(encoding="utf-8").split("\n")
        for name in ("seq.in", "seq.out", "label")
    ]
    assert {column.pop() for column in columns} == {""}
    lines = zip(*columns, strict=True)
    return [Request(words.split(" "), labels.split(" "), intent) for words, labels, intent in lines]


def spans(labels):
    """Slot, first word and end of each slot; an I-x that follows neither B-x nor I-x begins one."""
    found = []
    for place, label in enumerate(labels):
        mark, _, slot = label.partition("-")
        if mark == "I" and found and found[-1][0] == slot and found[-1][2] == place:
            found[-1] = (slot, found[-1][1], place + 1)
        elif slot:
            found.append((slot, place, place + 1))
    return found


@pytest.fixture(scope="module")
def corpus():
    return {split: read(split) for split in SIZES}


@pytest.fixture(scope="module")
def labels_of_words(corpus):
    """How often each training word has each label."""
    found = defaultdict(Counter)
    for one in corpus["train"]:
        for word, label in zip(one.words, one.labels, strict=True):
            found[word][label] += 1
    return found


def per_cent(share):
    return f"{100 * share:.1f} %"


def test_files_are_what_the_generator_writes(tmp_path, capsys):
    assert command_line.main(["nlu", "--check"]) == 0
    found = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    assert found == {*files(), "README.md"}
    assert command_line.main(["nlu", "--folder", str(tmp_path)]) == 0
    (tmp_path / "test/label").write_text("play_music\n", encoding="utf-8")
    assert command_line.main(["nlu", "--folder", str(tmp_path), "--check"]) == 1
    assert "test/label: differs from what the generator writes" in capsys.readouterr().err


def test_sizes(corpus):
    assert {split: len(requests) for split, requests in corpus.items()} == SIZES
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(sizes) < 600_000


def test_lines_are_parallel_and_in_lower_case(corpus):
    for one in (one for requests in corpus.values() for one in requests):
        assert len(one.words) == len(one.labels), one
        assert all(re.fullmatch(r"[a-z0-9:']+", word) for word in one.words), one
        assert not re.search(r"\ba [aeiou](?!ne)|\ban [^aeiouh]", " ".join(one.words)), one
        assert re.fullmatch(r"[a-z_]+", one.intent), one


def test_no_request_occurs_twice(corpus):
    every = [" ".join(one.words) for requests in corpus.values() for one in requests]
    assert len(set(every)) == len(every)


def test_labels_are_bio(corpus):
    for one in (one for requests in corpus.values() for one in requests):
        for before, label in zip(["O", *one.labels], one.labels, strict=False):
            assert re.fullmatch(r"O|[BI]-[a-z_]+", label), one
            assert label[0] != "I" or before[1:] == label[1:], one


def test_training_has_every_label_and_intent(corpus):
    train = corpus["train"]
    labels = Counter(label for one in train for label in one.labels)
    slots = Counter(slot for one in train for slot, _ in one.values)
    intents = Counter(one.intent for one in train)
    assert len(intents) == 12
    assert len(slots) == 25
    assert min(intents.values()) >= 100
    assert min(slots.values()) >= 40
    for split in ("validation", "test"):
        assert {label for one in corpus[split] for label in one.labels} <= set(labels)
        assert {one.intent for one in corpus[split]} == set(intents)


@pytest.mark.parametrize(
    ("word", "labels"),
    [
        ("paris", "B-from_place B-to_place B-place B-contact I-song"),
        ("ten", "B-time B-duration B-count I-time I-message I-artist"),
        ("twenty", "B-temperature B-duration B-time B-song I-message"),
        ("anna", "B-contact B-artist I-task I-song I-item"),
        ("may", "B-contact B-artist I-date B-date I-song"),
        ("kitchen", "B-room B-list_name I-task I-message I-song I-item"),
        ("train", "B-transport I-transport I-message I-task I-song O"),
        ("play", "O B-task B-message B-song"),
        ("call", "O B-task B-song I-message I-timer_name"),
    ],
)
def test_one_word_stands_in_many_slots(labels_of_words, word, labels):
    assert set(labels.split()) <= set(labels_of_words[word])


def test_values_of_several_words(corpus):
    values = [value for one in corpus["train"] for _, value in one.values]
    assert sum(" " in value for value in values) > len(values) / 3


def test_counts_are_as_stated(corpus):
    for split, requests in corpus.items():
        slots = sum(len(one.values) for one in requests)
        words = sum(len(one.words) for one in requests)
        assert f"| `{split}` | {len(requests):,} | {words:,} | {slots:,} |" in README
    train = corpus["train"]
    types = {word for one in train for word in one.words}
    assert f"{len(types)} types" in README
    for intent, count in Counter(one.intent for one in train).items():
        assert f"| `{intent}` | {count} |" in README
    for slot, count in Counter(slot for one in train for slot, _ in one.values).items():
        assert f"| `{slot}` | {count} |" in README


def test_new_values_are_as_stated(corpus):
    """The share of the slots in the test whose value never stands in that slot in training."""
    known = {pair for one in corpus["train"] for pair in one.values}
    test = [pair for one in corpus["test"] for pair in one.values]
    share = sum(pair not in known for pair in test) / len(test)
    assert 0.05 <= share <= 0.08
    assert f"{per_cent(share)} of the slots" in README
    kinds = {"place": "city", "contact": "person", "song": "song", "artist": "artist"}
    for slot, kind in kinds.items():
        assert WITHHELD[kind]
        assert not {value for found, value in known if found == slot} & WITHHELD[kind]


def test_easy_ways_to_slots_come_as_far_as_stated(corpus, labels_of_words):
    """Every word with its most frequent label."""
    usual = {word: labels.most_common(1)[0][0] for word, labels in labels_of_words.items()}
    guesses = [[usual.get(word, "O") for word in one.words] for one in corpus["test"]]
    gold = [one.labels for one in corpus["test"]]
    pairs = [
        pair
        for ours, theirs in zip(guesses, gold, strict=True)
        for pair in zip(ours, theirs, strict=True)
    ]
    right = sum(ours == theirs for ours, theirs in pairs) / len(pairs)
    guessed = {(line, span) for line, labels in enumerate(guesses) for span in spans(labels)}
    wanted = {(line, span) for line, labels in enumerate(gold) for span in spans(labels)}
    f1 = 2 * len(guessed & wanted) / (len(guessed) + len(wanted))
    assert right < 0.85
    assert f1 < 0.6
    assert f"| slots | usual label of each word | {per_cent(right)} of the words |" in README
    assert f"| slots | usual label of each word | F1 of spans {per_cent(f1)} |" in README


def test_easy_ways_to_intents_come_as_far_as_stated(corpus):
    """The most frequent one, and that of the most telling word of a request."""
    train, test = corpus["train"], corpus["test"]
    majority = Counter(one.intent for one in train).most_common(1)[0][0]
    most = sum(one.intent == majority for one in test) / len(test)
    intents = defaultdict(Counter)
    for one in train:
        for word in set(one.words):
            intents[word][one.intent] += 1
    guesses = [intent_of_a_word(intents, one.words) for one in test]
    telling = sum(guess == one.intent for guess, one in zip(guesses, test, strict=True)) / len(test)
    assert telling < 0.88
    assert f"| intent | most frequent: `{majority}` | {per_cent(most)} of the requests |" in README
    assert f"| intent | most telling word | {per_cent(telling)} of the requests |" in README


def intent_of_a_word(intents, words):
    """The usual intent of the word that has it most of the time; half a time is taken off."""

    def telling(word):
        return (max(intents[word].values()) - 0.5) / sum(intents[word].values()), word

    best = max((word for word in words if word in intents), key=telling)
    return intents[best].most_common(1)[0][0]


@pytest.mark.parametrize("intent", FRAMES)
def test_every_frame_can_be_filled(intent):
    assert len(set(FRAMES[intent])) == len(FRAMES[intent]) >= 15
    for number, frame in enumerate(FRAMES[intent]):
        for seed in range(3):
            found = filled(Choice(100 * seed + number), frame.removeprefix("! "))
            text = " ".join(word for span in found for word in span.words)
            assert re.fullmatch(r"[a-z0-9:' ]+", text), frame
            assert all(not span.slot or span.kind in VALUES for span in found)


def test_a_frame():
    frame = "(wake) me [up] in {duration} for the {timer_name:dish}"
    texts = {chosen(Choice(seed), frame) for seed in range(20)}
    assert texts == {
        "wake me in {duration} for the {timer_name:dish}",
        "wake me up in {duration} for the {timer_name:dish}",
    }


def test_politeness_changes_no_intent():
    drawn = [request(Choice(seed)) for seed in range(300)]
    assert any(one.text.endswith("when you have a moment") for one in drawn)
    assert any(re.match(r"(\w+ )?(could|can|would|will) you ", one.text) for one in drawn)
    assert all(len(one.text.split()) == len(one.labels.split()) for one in drawn)


@pytest.mark.parametrize("module", ["frames"])
def test_examples_in_docstrings(module):
    result = doctest.testmod(importlib.import_module(f"generator.nlu.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
