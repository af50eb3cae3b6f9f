"""The committed dialogues: format, splits, arithmetic, and the questions that ask for memory."""

import doctest
import importlib
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import generate as command_line
import pytest
from generator.corpus import tokens
from generator.dialogue.memory import RECALLS
from generator.dialogue.phrases import paraphrases
from generator.dialogue.splits import SIZES, files, generate
from generator.dialogue.values import KINDS, NUMBERS

FOLDER = Path(__file__).parents[2] / "data/dialogue"
README = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
END = " __eou__"
NUMBER = {word: number for number, word in enumerate(NUMBERS)}
ITEMS = "|".join(KINDS["drink"] + KINDS["dish"])
EUROS = r"(\w+) euros?"
CLOCK = r"\bat ((?!the\b|half\b)\w+|half past \w+)"
CLOCK_ANSWER = re.compile(r"(?:On \w+ )?at ((?:half past )?\w+)\.$", re.IGNORECASE)
# Words that stand in answers whatever was said before; numbers stand there with what they count.
FRAMES = frozenset(
    tokens(
        "my your name is i you am are come from he she called lives in on at the to a an and it"
        " will be by doctor about one of years old number minutes euro euros"
    )
)
COUNTED = re.compile(
    r"\b(at half past \w+|at (?!the)\w+|number \w+|about \w+(?= minutes)|\w+ (?:years|euros?))\b"
)


class Row(NamedTuple):
    """A line of `memory.tsv`."""

    context: list[str]
    answer: str
    distance: int


def turns_of(line):
    *turns, rest = line.split(END)
    assert rest == ""
    return [turns[0], *(turn.removeprefix(" ") for turn in turns[1:])]


@pytest.fixture(scope="module")
def corpus():
    """The dialogues of each split, as lists of turns."""
    return {
        split: [
            turns_of(line)
            for line in (FOLDER / f"{split}.txt").read_text(encoding="utf-8").splitlines()
        ]
        for split in SIZES
    }


@pytest.fixture(scope="module")
def every(corpus):
    return [turns for dialogues in corpus.values() for turns in dialogues]


@pytest.fixture(scope="module")
def different_turns(every):
    return sorted({turn for turns in every for turn in turns})


@pytest.fixture(scope="module")
def types(corpus):
    """The words and marks of each split."""
    return {
        split: set(tokens("\n".join(turn for turns in dialogues for turn in turns)))
        for split, dialogues in corpus.items()
    }


@pytest.fixture(scope="module")
def rows():
    header, *lines = (FOLDER / "memory.tsv").read_text(encoding="utf-8").splitlines()
    assert header == "context\tanswer\tdistance"
    found = [line.split("\t") for line in lines]
    return [Row(turns_of(context), answer, int(number)) for context, answer, number in found]


def per_cent(share):
    return f"{100 * share:.1f} %"


def test_files_are_what_the_generator_writes(tmp_path, capsys):
    assert command_line.main(["dialogue", "--check"]) == 0
    assert {path.name for path in FOLDER.iterdir()} == {*files(), "README.md"}
    folder = ["--folder", str(tmp_path)]
    assert command_line.main(["dialogue", *folder]) == 0
    (tmp_path / "test.txt").write_text("Hello! __eou__\n", encoding="utf-8")
    assert command_line.main(["dialogue", *folder, "--check"]) == 1
    assert "test.txt: differs from what the generator writes" in capsys.readouterr().err


def test_sizes(corpus):
    assert {split: len(dialogues) for split, dialogues in corpus.items()} == SIZES
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


def test_turns_are_written_as_usual(every, different_turns):
    assert {len(turns) for turns in every} == set(range(4, 11))
    for turn in different_turns:
        assert re.fullmatch(r"[A-Z][\w' ,:.!?]*[.!?]", turn), turn
        assert not re.search(r"  | [,:.!?]|[,:.!?]{2}|[.!?] [a-z]|\bi\b", turn), turn
        assert not re.search(r"\b[Aa] [aeiou]|\b[Aa]n (?!hour)[^aeiou]|\b(\w+) \1\b", turn), turn


def test_no_dialogue_occurs_twice(every):
    assert len({tuple(turns) for turns in every}) == len(every)


def test_words_are_known(types):
    assert 400 <= len(types["train"]) <= 800
    assert types["validation"] | types["test"] <= types["train"]


def test_most_of_the_test_is_new(corpus, rows):
    """Turns are known in part, pairs of turns less, and the ends of the contexts not at all."""
    train, test = corpus["train"], corpus["test"]
    turns = {turn for turns in train for turn in turns}
    pairs = {pair for turns in train for pair in pairwise(turns)}
    ends = {tuple(turns[i - 4 : i]) for turns in train for i in range(4, len(turns))}
    known = [turn in turns for dialogue in test for turn in dialogue]
    known_pairs = [pair in pairs for dialogue in test for pair in pairwise(dialogue)]
    assert not any(tuple(row.context[-4:]) in ends for row in rows)
    shares = [per_cent(sum(found) / len(found)) for found in (known, known_pairs)]
    stated = "Of the turns of the test, {} occur in training, of pairs of turns {}, and"
    assert stated.format(*shares) in README


def test_verbs_and_pronouns_agree(different_turns):
    for turn in different_turns:
        assert not re.search(r"\b([Hh]e|[Ss]he|[Ii]t) (live|are|am|cost|come)\b", turn), turn
        assert not re.search(r"\b([Oo]ne euros|(?![Oo]ne)\w+ euro)\b", turn), turn
        if found := re.search(r"I have an? (sister|daughter|aunt|brother|son|uncle)\. (\w+)", turn):
            female = found[1] in ("sister", "daughter", "aunt")
            assert found[2] in (("She", "Her") if female else ("He", "His")), turn
            assert f" and {'she' if female else 'he'} " in turn, turn
        if found := re.search(r"a (?:dog|cat|rabbit|parrot|pony|hamster)\. (\w+)", turn):
            she = {"Her": "she", "She": "she", "His": "he", "He": "he"}[found[1]]
            assert f" and {she} is " in turn, turn


def sum_of_order(turns):
    """What two things cost together that somebody ordered; the prices stand in the turns."""
    prices = {
        item: NUMBER[price]
        for turn in turns
        for item, price in re.findall(rf"\b({ITEMS}) is {EUROS}", turn)
    }
    orders = [re.search(rf"I (?:will|would) .*an? ({ITEMS}) and an? ({ITEMS})", t) for t in turns]
    first, second = [order for order in orders if order][-1].groups()
    return prices[first] + prices[second]


def test_sums_and_change_are_right(every):
    sums = changes = 0
    for turns in every:
        for place, turn in enumerate(turns):
            is_sum = place and re.search(r"(together|was that|did you say)\?$", turns[place - 1])
            if found := re.fullmatch(rf"{EUROS}\.", turn) if is_sum else None:
                assert NUMBER[found[1].lower()] == sum_of_order(turns[:place]), turns
                sums += 1
            if found := re.search(rf"That makes {EUROS}", turn):
                assert NUMBER[found[1]] == sum_of_order(turns[:place]), turns
                sums += 1
            if found := re.search(r"\b(\w+) euros? back", turn):
                note = NUMBER[re.search(EUROS, turns[place - 1])[1]]
                assert note - sum_of_order(turns[:place]) == NUMBER[found[1].lower()], turns
                assert note in (10, 20)
                changes += 1
    assert sums > 500
    assert changes > 200


def test_an_hour_later_is_an_hour_later(every):
    changes = 0
    for before, turn, after in (
        (t[i - 1], t[i], t[i + 1]) for t in every for i in range(1, len(t)) if "an hour" in t[i]
    ):
        old, new = re.search(CLOCK, before)[1], re.search(CLOCK, after)[1]
        assert old.startswith("half") == new.startswith("half")
        hours = NUMBER[new.split()[-1]] - NUMBER[old.split()[-1]]
        assert hours == (1 if "later" in turn else -1), (before, turn, after)
        changes += 1
    assert changes > 50


def test_what_was_agreed_last_counts(every):
    """Of several days and times that somebody proposes, the answer takes the last ones."""
    checked = 0
    for turns in every:
        for place, (question, answer) in enumerate(pairwise(turns)):
            if re.search(r"(do|are) we meet(ing)?\?$", question) and CLOCK_ANSWER.match(answer):
                agreed = re.findall(CLOCK, " ".join(t for t in turns[:place] if "party" not in t))
                assert agreed[-1] == CLOCK_ANSWER.match(answer)[1].lower(), turns
                checked += 1
    assert checked > 100


def test_plans_follow_the_weather(every):
    checked = 0
    for turns in every:
        plans = [re.findall(r"If it (\w+)(?: (\w+))?, .*? to the (\w+)\.", turn) for turn in turns]
        for place in (place for place, found in enumerate(plans) if found):
            expected = next(
                (verb, word)
                for turn in turns[place + 1 :]
                for verb, word in re.findall(r"[Ii]t will (\w+)(?: (\w+))?", turn)
            )
            goals = {
                ("be" if verb == "is" else verb.removesuffix("s"), word): goal
                for verb, word, goal in plans[place]
            }
            answers = [
                answer
                for question, answer in pairwise(turns[place:])
                if re.search(r"(do we|are we|shall we) go(ing)?\?$", question)
            ]
            wanted = goals.get(expected) or goals.get((expected[0], ""))
            assert answers in ([], [f"To the {wanted}."]), turns
            checked += len(answers)
    assert checked > 100


def test_memory_answers_stand_in_the_test(corpus, rows):
    prefixes = {tuple(turns[:count]) for turns in corpus["train"] for count in range(1, len(turns))}
    found = {tuple(turns[:count]) for turns in corpus["test"] for count in range(11)}
    for row in rows:
        assert (*row.context, row.answer) in found
        assert tuple(row.context) not in prefixes
        assert row.context[-1][-1] == "?"
    distances = Counter(row.distance for row in rows)
    assert len(rows) >= 200
    assert set(distances) == set(range(2, 9))
    assert min(distances.values()) >= 20


def parts(question, answer):
    """What an answer takes from the turns before: numbers with what they count, other words."""
    text = answer[0].lower() + answer[1:]
    if price := re.search(rf"[Hh]ow much .*the ({ITEMS})", question):
        return [f"{price[1]} is {text[:-1]}"]
    words = tokens(COUNTED.sub(" ", text))
    return COUNTED.findall(text) + [w for w in words if w[0].isalpha() and w.lower() not in FRAMES]


def last_turn(turns, part):
    """The last turn that has a part of an answer."""
    pattern = re.compile(rf"\b{re.escape(part)}\b", re.IGNORECASE)
    return next((turn for turn in reversed(turns) if pattern.search(turn)), "")


def test_answers_stand_at_their_distances(rows):
    for row in rows:
        *context, question = row.context
        there = context[len(row.context) - row.distance]
        if question.endswith("together?") and not any("That makes" in turn for turn in context):
            assert NUMBER[row.answer.split()[0].lower()] == sum_of_order(context), row
            assert re.search(rf"({ITEMS}) is {EUROS}", there), row
            continue
        last = [last_turn(context, part) for part in parts(question, row.answer)]
        assert last, row
        assert all(turn in context[-row.distance + 1 :] for turn in last), row
        if not (row.answer.startswith("On") and re.search("it will |will it ", question)):
            assert there in last, row  # of a day it matters where its weather was said


def test_answers_have_one_wording():
    """Every answer is the one of its kind."""
    patterns = {
        kind: [as_pattern(recall.answer), as_pattern(recall.report or recall.answer)]
        for kind, recall in RECALLS.items()
    }
    counts = Counter()
    for talk in (talk for talks in generate().values() for talk in talks):
        for memory in talk.memories:
            answer = talk.turns[memory.turn]
            assert any(re.fullmatch(p, answer, re.IGNORECASE) for p in patterns[memory.kind])
            counts[memory.kind] += 1
    assert set(counts) == set(RECALLS)
    assert min(counts.values()) >= 20


def as_pattern(answer):
    pattern = re.sub(r"\\{\w+\\}", r"[\\w ,]+", re.escape(answer))
    return re.sub(r"\b[Aa]\\ ", r"an?\\ ", pattern)


@pytest.mark.parametrize("kind", RECALLS)
def test_a_kind_of_fact_has_questions_and_one_answer(kind):
    recall = RECALLS[kind]
    assert len(paraphrases(recall.question)) >= 2
    assert all(text.endswith("?") for text in paraphrases(recall.question))
    assert all(text.endswith("?") for text in paraphrases(recall.test) if recall.test)
    assert paraphrases(recall.answer) == (recall.answer,)
    assert paraphrases(recall.report) == (recall.report,)


def test_counts_are_as_stated(corpus, types, rows):
    memories = {split: sum(len(t.memories) for t in talks) for split, talks in generate().items()}
    for split, dialogues in corpus.items():
        turns = [turn for turns in dialogues for turn in turns]
        words = sum(len(turn.split()) for turn in turns)
        row = f"| `{split}.txt` | {len(dialogues):,} | {len(turns):,} | {words:,} |"
        assert f"{row} {memories[split]:,} |" in README
    assert f"{len(types['train'])} types" in README
    train = [memory for talk in generate()["train"] for memory in talk.memories]
    distances = Counter(memory.distance for memory in train)
    tested = Counter(row.distance for row in rows)
    for distance in range(2, 9):
        assert f"| {distance} | {distances[distance]:,} | {tested[distance]} |" in README
    assert f"| `memory.tsv` | | | | {len(rows)} |" in README
    share = sum(bool(talk.memories) for talk in generate()["train"]) / SIZES["train"]
    assert f"{100 * share:.0f} % of the training dialogues" in README


def test_easy_ways_come_as_far_as_stated(corpus, rows):
    answers = defaultdict(Counter)
    for turns in corpus["train"]:
        for question, answer in pairwise(turns):
            if question[-1] == "?":
                answers[asked(question)][answer] += 1
    found = [(answers[asked(row.context[-1])], row) for row in rows]
    usual = sum(max(known, key=known.get, default="") == row.answer for known, row in found)
    nearest = sum(said_last(known, row.context) == row.answer for known, row in found)
    assert usual / len(rows) < 0.2
    assert nearest / len(rows) < 0.8
    assert f"| usual answer to the question | {per_cent(usual / len(rows))} |" in README
    assert f"| answer whose words were said last | {per_cent(nearest / len(rows))} |" in README


def asked(turn):
    """The question at the end of a turn, without the words that lead to it."""
    last = re.split(r"(?<=[.!?:]) ", turn)[-1].lower()
    return re.sub(r"^(so|and|sorry,|by the way,|excuse me,|tell me,|tell me again,) ", "", last)


def said_last(answers, context):
    """Of the answers that a question has in training, the one whose own words were said last."""
    last = {word: place for place, turn in enumerate(context[:-1]) for word in words_of(turn)}
    common = frozenset.intersection(*map(words_of, answers)) if answers else frozenset()

    def place(answer):
        own = words_of(answer) - common
        return min((last.get(word, -1) for word in own), default=-1), answers[answer]

    return max(answers, key=place, default="")


@cache
def words_of(turn):
    return frozenset(tokens(turn.lower()))


@pytest.mark.parametrize("module", ["conversation", "phrases", "values", "weather"])
def test_examples_in_docstrings(module):
    result = doctest.testmod(importlib.import_module(f"generator.dialogue.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
