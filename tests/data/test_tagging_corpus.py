"""The committed sentences: format, sizes, splits, tags by context, and how far easy ways come."""

import doctest
import importlib
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import generate as command_line
import pytest
from generator.corpus import Choice
from generator.tagging.closed import closed_words
from generator.tagging.grammar import Grammar, Moment, find
from generator.tagging.sentences import RULES
from generator.tagging.splits import SIZES, files
from generator.tagging.suffixes import WITHHELD
from generator.tagging.verbs import VERBS
from generator.tagging.words import open_word

FOLDER = Path(__file__).parents[2] / "data/tagging"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
UNIVERSAL = {
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN"),
    *("PUNCT", "SCONJ", "SYM", "VERB", "X"),
}
# Words that must have the tags in training, each at least three times.
AMBIGUOUS = {
    "that": "ADV DET PRON SCONJ",
    "to": "ADP PART",
    "like": "ADP SCONJ VERB",
    "'s": "AUX PART PRON",
    "before": "ADP ADV SCONJ",
    "can": "AUX NOUN",
    "will": "AUX NOUN",
    "Will": "AUX PROPN",
    "May": "AUX PROPN",
    "is": "AUX VERB",
    "have": "AUX VERB",
    "there": "ADV PRON",
    "light": "ADJ NOUN VERB",
    "round": "ADJ ADP NOUN",
    "left": "ADJ VERB",
    "close": "ADJ VERB",
    "fast": "ADJ ADV",
    "well": "ADV NOUN",
    "saw": "NOUN VERB",
    **dict.fromkeys(("book", "watch", "play", "plant", "cook", "run", "water"), "NOUN VERB"),
}


class Sentence(NamedTuple):
    """A block of a file: its comments and its rows by their kind."""

    comments: dict[str, str]
    words: list[list[str]]
    ranges: list[list[str]]
    empty: list[list[str]]


def read(split):
    """The sentences of a split, read without the generator's help."""
    *blocks, end = (FOLDER / f"{split}.conllu").read_text(encoding="utf-8").split("\n\n")
    assert end == ""
    sentences = []
    for block in blocks:
        lines = block.split("\n")
        comments = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("# "))
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        kinds = [[row for row in rows if sign in row[0]] for sign in "-."]
        words = [row for row in rows if row[0].isdecimal()]
        sentences.append(Sentence(comments, words, *kinds))
        assert len(words) + sum(map(len, kinds)) == len(rows)
    return sentences


@pytest.fixture(scope="module")
def corpus():
    return {split: read(split) for split in SIZES}


@pytest.fixture(scope="module", params=["upos", "xpos"])
def tagged(corpus, request):
    """The column's name, and of each split the words with their tags, sentence by sentence."""
    column = {"upos": 3, "xpos": 4}[request.param]
    return request.param, {
        split: [[(row[1], row[column]) for row in sentence.words] for sentence in sentences]
        for split, sentences in corpus.items()
    }


def counts(sentences):
    """How often each word has each tag."""
    found = defaultdict(Counter)
    for sentence in sentences:
        for word, tag in sentence:
            found[word][tag] += 1
    return found


def test_files_are_what_the_generator_writes(tmp_path, capsys):
    assert command_line.main(["tagging", "--check"]) == 0
    assert {path.name for path in FOLDER.iterdir()} == {*files(), "README.md"}
    assert command_line.main(["tagging", "--folder", str(tmp_path), "--check"]) == 1
    assert "train.conllu: differs from what the generator writes" in capsys.readouterr().err


def test_sizes(corpus):
    assert {split: len(sentences) for split, sentences in corpus.items()} == SIZES
    lengths = [len(sentence.words) for sentence in corpus["train"]]
    assert 9 < sum(lengths) / len(lengths) < 12
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_000_000


def test_no_sentence_occurs_twice(corpus):
    texts = [one.comments["text"] for sentences in corpus.values() for one in sentences]
    assert len(set(texts)) == len(texts)
    names = [one.comments["sent_id"] for sentences in corpus.values() for one in sentences]
    assert len(set(names)) == len(names)


def test_rows_are_conllu(corpus):
    for sentence in (one for sentences in corpus.values() for one in sentences):
        assert list(sentence.comments) == ["sent_id", "text"]
        assert [row[0] for row in sentence.words] == [
            str(number) for number in range(1, len(sentence.words) + 1)
        ]
        for row in [*sentence.words, *sentence.ranges, *sentence.empty]:
            assert len(row) == 10, row
            assert all(row), row
            assert row[6:9] == ["_"] * 3, row
            assert row[9] in ("_", "SpaceAfter=No"), row
        for row in [*sentence.words, *sentence.empty]:
            assert row[3] in UNIVERSAL, row
            features = [] if row[5] == "_" else row[5].split("|")
            assert features == sorted(features), row
            assert all(re.fullmatch(r"[A-Z]\w+=[A-Z]\w+", one) for one in features), row


def test_text_is_that_of_the_rows(corpus):
    """With words in one written word, those left unsaid, and no space before most marks."""
    for sentence in (one for sentences in corpus.values() for one in sentences):
        forms = {int(row[0]): (row[1], row[9]) for row in sentence.words}
        for row in sentence.ranges:
            first, last = map(int, row[0].split("-"))
            assert row[1] == "".join(forms[number][0] for number in range(first, last + 1))
            assert row[2:9] == ["_"] * 7
            assert all(forms.pop(number)[1] == "_" for number in range(first, last + 1))
            forms[first] = (row[1], row[9])
        text = "".join(
            form + ("" if space == "SpaceAfter=No" else " ")
            for _, (form, space) in sorted(forms.items())
        )
        assert text.strip() == sentence.comments["text"]


def test_written_words_with_several_tokens(corpus):
    rows = [row for sentence in corpus["train"] for row in sentence.ranges]
    written = Counter(row[1].lower() for row in rows)
    assert len(rows) > 150
    expected = {"don't", "doesn't", "didn't", "can't", "won't", "cannot", "let's", "wanna", "gonna"}
    assert expected | {"i'm", "they're", "she's"} <= set(written)


def test_words_left_unsaid(corpus):
    """An empty node repeats a verb that was said before."""
    sentences = [one for splits in corpus.values() for one in splits if one.empty]
    assert len(sentences) > 20
    for sentence in sentences:
        for row in sentence.empty:
            place = int(row[0].split(".")[0])
            before = [other for other in sentence.words[:place] if other[3] in ("VERB", "AUX")]
            assert row[1:6] in [other[1:6] for other in before], row


def test_sentences_are_written_as_usual(corpus):
    for sentence in (one for sentences in corpus.values() for one in sentences):
        text = sentence.comments["text"]
        assert re.fullmatch(r"[\"\dA-Z].*[.?!]\"?", text), text
        assert not re.search(r"  | [.,?!)]|\( |\b[Aa] [aeiou](?!ni)|\b[Aa]n [^aeiouh]", text), text


def test_pronouns_agree_with_their_verbs(corpus):
    for sentence in (one for sentences in corpus.values() for one in sentences):
        for first, second in zip(sentence.words, sentence.words[1:], strict=False):
            pair = (first[1].lower(), second[4])
            assert pair[0] not in ("he", "she", "it") or pair[1] != "VBP", sentence.comments
            assert pair[0] not in ("they", "we", "you", "i") or pair[1] != "VBZ", sentence.comments
            assert pair[0] not in ("a", "an", "each", "every") or pair[1] != "NNS", (
                sentence.comments
            )


def test_tags_are_used(corpus):
    used = Counter(row[3] for sentence in corpus["train"] for row in sentence.words)
    assert set(used) == UNIVERSAL
    assert min(used.values()) >= 10
    for split in ("validation", "test"):
        assert {row[4] for one in corpus[split] for row in one.words} <= {
            row[4] for one in corpus["train"] for row in one.words
        }


def test_words_whose_tag_depends_on_the_sentence(corpus):
    found = counts([[(row[1], row[3]) for row in one.words] for one in corpus["train"]])
    for word, tags in AMBIGUOUS.items():
        assert all(found[word][tag] >= 3 for tag in tags.split()), (word, found[word])
    found = counts([[(row[1], row[4]) for row in one.words] for one in corpus["train"]])
    assert min(found["her"][tag] for tag in ("PRP", "PRP$")) >= 50


FIRST = r"^(Water|Book|Film|Train|Paint|Iron|Oil|Park|Ship|Guard|Plant|Stamp|Show) \w+s"
WHERE = r"( (near|in|behind|from)( the)? \w+)?"


@pytest.mark.parametrize(
    ("pattern", "upos"),
    [
        (FIRST + WHERE + r" (are|cost|please) ", "NOUN"),
        (FIRST + WHERE + r" (every|twice|with care|before|gently|for the|and then) ?", "VERB"),
        (r"^Do the dishes [^?]*\.", "VERB"),
        (r"^Do the dishes .*\?", "AUX"),
        (r"^Have the [^?]*\.", "VERB"),
        (r"^Have the .*\?", "AUX"),
        (r"^(Will|May) [^,?]*\.$", "PROPN"),
        (r"^(Will|May) .*\?", "AUX"),
        (r"^Both the [^,]* and ", "CCONJ"),
        (r"^(Before|After|Until) the [^,]* (starts?|begins?|ends|rings?|rang)\b[^,]*, ", "SCONJ"),
    ],
)
def test_the_rest_of_a_sentence_decides_the_first_word(corpus, pattern, upos):
    every = [one for sentences in corpus.values() for one in sentences]
    found = [one for one in every if re.search(pattern, one.comments["text"])]
    assert len(found) >= 3
    for sentence in found:
        assert sentence.words[0][3] == upos, sentence.comments["text"]


def test_a_question_decides_between_noun_and_verb(corpus):
    """ "Does the hotel cook rice?", "Does the hotel cook play chess?" """
    pattern = re.compile(r"^(Does|Did|Will) the (city|company|museum|school|hotel|bank) \w+ \w+ ")
    found = Counter()
    for sentence in (one for sentences in corpus.values() for one in sentences):
        if pattern.match(sentence.comments["text"]):
            tags = [row[3] for row in sentence.words[3:5]]
            assert tags.count("VERB") == 1, sentence.comments["text"]
            found[tags[0]] += 1
    assert min(found["NOUN"], found["VERB"]) >= 20


def test_ambiguity_is_as_stated(tagged):
    column, splits = tagged
    known = counts(splits["train"])
    several = {word for word, tags in known.items() if len(tags) > 1}
    words = [word for sentence in splits["train"] for word, _ in sentence]
    share = sum(word in several for word in words) / len(words)
    assert share > 0.25
    assert f"| `{column}` | {len(several)} | {share:.1%} |".replace("%", " %") in README


def test_easy_ways_come_as_far_as_stated(tagged):
    """The most frequent tag of a word, and that of a word between its neighbours."""
    column, splits = tagged
    default = {"upos": "NOUN", "xpos": "NN"}[column]
    test = [pair for sentence in splits["test"] for pair in sentence]
    known = counts(splits["train"])
    guesses = [known[word].most_common(1)[0][0] if word in known else default for word, _ in test]
    frequent = sum(guess == tag for guess, (_, tag) in zip(guesses, test, strict=True)) / len(test)
    guesses = by_neighbours(splits["train"], splits["test"], default)
    beside = sum(guess == tag for guess, (_, tag) in zip(guesses, test, strict=True)) / len(test)
    assert frequent < 0.91
    assert beside < 0.97
    row = f"| `{column}` | {frequent:.1%} | {beside:.1%} |".replace("%", " %")
    assert row in README


def by_neighbours(train, test, default):
    """Tags of words by the word before and the one behind, or one of them, or none."""
    tables = [defaultdict(Counter) for _ in range(4)]
    for sentence in train:
        for keys, (_, tag) in zip(contexts(sentence), sentence, strict=True):
            for table, key in zip(tables, keys, strict=True):
                table[key][tag] += 1
    for sentence in test:
        for keys in contexts(sentence):
            found = [table.get(key, Counter()) for table, key in zip(tables, keys, strict=True)]
            best = found[0] or found[1] + found[2] or found[3]
            yield best.most_common(1)[0][0] if best else default


def contexts(sentence):
    """Of each word: with both neighbours, with one of them, alone."""
    words = ["", *(word for word, _ in sentence), ""]
    for before, word, behind in zip(words, words[1:], words[2:], strict=False):
        yield (before, word, behind), (before, word), (word, behind), word


def test_unknown_words_are_as_stated(corpus):
    known = {row[1] for sentence in corpus["train"] for row in sentence.words}
    test = [row for sentence in corpus["test"] for row in sentence.words]
    new = [row for row in test if row[1] not in known]
    share = len(new) / len(test)
    assert 0.03 <= share <= 0.06
    assert f"{share:.1%} of the test words".replace("%", " %") in README
    lemmas = {row[2] for sentence in corpus["train"] for row in sentence.words}
    assert not WITHHELD & lemmas
    assert len(WITHHELD & {row[2] for row in test}) > 40


def test_counts_are_as_stated(corpus):
    for split, sentences in corpus.items():
        words = sum(len(sentence.words) for sentence in sentences)
        assert f"| `{split}.conllu` | {len(sentences):,} | {words:,} |" in README
    train = corpus["train"]
    types = {row[1] for sentence in train for row in sentence.words}
    assert f"{len(types):,} types" in README
    assert f"{sum(len(one.ranges) for one in train)} written words" in README
    assert f"{sum(len(one.empty) for one in train)} words left unsaid" in README


@pytest.mark.parametrize("module", ["closed", "grammar", "sentences", "verbs", "words"])
def test_examples_in_docstrings(module):
    result = doctest.testmod(importlib.import_module(f"generator.tagging.{module}"))
    assert result.attempted > 0
    assert result.failed == 0


def begins_with_verb(line):
    """Whether a line leaves it to others in which form its verb is."""
    first = line.rpartition("> ")[2].split()[0]
    rule = RULES.get(first.strip("{}")) if first.startswith("{") else None
    return first in VERBS or (rule is not None and begins_with_verb(rule[0]))


def test_every_line_of_every_rule_can_be_expanded():
    """Each of them by itself, in a number and a tense that suit it."""
    each = {f"{name} {number}": [line] for name in RULES for number, line in enumerate(RULES[name])}
    grammar = Grammar({**RULES, **each})
    moments = [Moment(plural, past) for plural in (False, True) for past in (False, True)]
    for number, (name, (line,)) in enumerate(each.items()):
        suitable = [moment for moment in moments if grammar.lines(name, moment)]
        assert suitable, line
        form = ":" if begins_with_verb(line) else ""
        assert grammar.expand(Choice(number), name, suitable[number % len(suitable)], form)


def test_wrong_items_are_refused():
    moment = Moment(plural=False, past=False)
    assert [word.upos for word in closed_words("that/SCONJ")] == ["SCONJ"]
    with pytest.raises(ValueError, match="must have one reading. Received: 'that'"):
        find("that", moment)
    with pytest.raises(ValueError, match="must have one reading. Received: 'that/PRON'"):
        find("that/PRON", moment)
    with pytest.raises(ValueError, match="must have one reading. Received: 'spaceship'"):
        find("spaceship", moment)
    with pytest.raises(ValueError, match="`form` of a verb must be one of .* Received: 'VBX'"):
        find("walk:VBX", moment)
    with pytest.raises(ValueError, match="`tag` must be one of .* Received: 'VB'"):
        open_word("walk", "VB")
