"""How a rule becomes words: the notation of the rules, and its expansion.

An alternative of a rule is a line of items, parted by spaces:

* `the`, `that/SCONJ`, `to/TO`: a word of a closed class, with tags where it has several readings;
* `storm/NN`, `leaves=leaf/NNS`: an open word with its Penn tag, and its lemma if irregular;
* `walk:VBG`: a form of a verb; `walk:` is its finite form in the number and tense of the moment,
  `walk:s` and `walk:p` that of singular and plural; `have:/AUX` says that it is no full verb;
* `{role}`: an alternative of another rule; `{role.s}`, `{role.p}` in a number, `{role.n}` in the
  number of the moment, `{role?}` often left out, `{deed:VBG}` with its first word in that form;
* `cat/NN|cats/NNS`: whichever is of the number of the moment;
* `+n't`: the end of a written word that the item before begins; `^play:VBD`: a word left unsaid.

Before the line may stand for which number and tense it is: `s>`, `p>`, `past>`, `p,pres>`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from generator.corpus import Choice
from generator.tagging.closed import closed_words
from generator.tagging.verbs import TAGS, VERBS, verb_word
from generator.tagging.words import Word, open_word

_SLOT = re.compile(r"\{(\w+)(\?)?(?:\.([spn]))?(:[^{}]*)?\}")
_VERB = re.compile(r"([a-z]+):(\w*)((?:/\w+)?)")
PLURAL_SHARE = 0.4
OPTIONAL_SHARE = 0.4


class Token(NamedTuple):
    """A word in a sentence; `joined` to the one before, or `unsaid`."""

    word: Word
    joined: bool = False
    unsaid: bool = False


class Moment(NamedTuple):
    """The number of the subject at hand, and the tense of the sentence."""

    plural: bool
    past: bool

    def suits(self, conditions: Collection[str]) -> bool:
        """Whether the moment is all that stands before a line: "p" and "past"."""
        mine = ("p" if self.plural else "s", "past" if self.past else "pres")
        return all(condition in mine for condition in conditions)


def _conditional(line: str) -> tuple[frozenset[str], str]:
    """The conditions of a line, and what follows them."""
    conditions, mark, rest = line.partition("> ")
    return (frozenset(conditions.split(",")), rest) if mark else (frozenset(), line)


class Grammar:
    """Rules, and the random sentences that they make.

    >>> grammar = Grammar({"x": ["the {y.n} sleep:"], "y": ["dog/NN|dogs/NNS"]})
    >>> tokens = grammar.expand(Choice(1), "x", Moment(plural=True, past=False))
    >>> [(token.word.form, token.word.xpos) for token in tokens]
    [('the', 'DT'), ('dogs', 'NNS'), ('sleep', 'VBP')]
    """

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self._rules = {name: [_conditional(line) for line in rules[name]] for name in rules}

    def lines(self, rule: str, moment: Moment) -> list[str]:
        """The alternatives of a rule that suit the moment, without their conditions."""
        return [line for conditions, line in self._rules[rule] if moment.suits(conditions)]

    def expand(self, choice: Choice, rule: str, moment: Moment, form: str = "") -> list[Token]:
        """A random expansion of a rule.

        Args:
            form: Ending of the first item, which is a verb: ":" or ":VBG".
        """
        first, *others = choice.one(self.lines(rule, moment)).split()
        found = self._item(choice, _with_form(first, form), moment)
        for item in others:
            found += self._item(choice, item, moment)
        return found

    def _item(self, choice: Choice, item: str, moment: Moment) -> list[Token]:
        slot = _SLOT.fullmatch(item)
        if slot:
            return self._slot(choice, slot, moment)
        if "|" in item:
            return self._item(choice, item.split("|")[moment.plural], moment)
        joined, unsaid = item.startswith("+"), item.startswith("^")
        return [Token(find(item.lstrip("+^"), moment), joined, unsaid)]

    def _slot(self, choice: Choice, slot: re.Match[str], moment: Moment) -> list[Token]:
        rule, optional, number, form = slot.groups()
        if optional and not choice.chance(OPTIONAL_SHARE):
            return []
        plural = {"s": False, "p": True, "n": moment.plural}.get(number)
        if plural is None:
            plural = moment.plural if form else choice.chance(PLURAL_SHARE)
        return self.expand(choice, rule, moment._replace(plural=plural), form or "")


def _with_form(item: str, form: str) -> str:
    return f"{item[:-1]}{form}}}" if form and item.startswith("{") else item + form


def find(item: str, moment: Moment) -> Word:
    """The word of an item that is no slot.

    >>> find("be:", Moment(plural=True, past=True)).form
    'were'

    Raises:
        ValueError: The item has no reading, or several.
    """
    verb = _VERB.fullmatch(item)
    if verb and verb[1] in VERBS:
        return _verb(verb[1], verb[2], verb[3][1:], moment)
    readings = closed_words(item)
    if len(readings) == 1:
        return readings[0]
    form, _, tag = item.partition("/")
    if readings or not tag:
        raise ValueError(f"`item` must have one reading. Received: {item!r}, with {readings}.")
    return open_word(form, tag)


def _verb(base: str, form: str, upos: str, moment: Moment) -> Word:
    plural = {"s": False, "p": True}.get(form, moment.plural)
    if form in ("", "s", "p"):
        form = "VBD" if moment.past else "VBP" if plural else "VBZ"
    if form not in TAGS:
        raise ValueError(f"`form` of a verb must be one of {TAGS}. Received: {form!r} of {base!r}.")
    return verb_word(VERBS[base], form, plural, upos)
