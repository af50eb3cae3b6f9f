"""Minimal pairs in the language of business news: lower case, no punctuation."""

from __future__ import annotations

from generator.corpus import Choice
from generator.language_model.clauses import Clause
from generator.language_model.pairs import DISTANCES, MinimalPair, is_usable, wanted
from generator.language_model.phrases import Phrase
from generator.language_model.words import inflect, noun, rows

NEAR, FAR = 10, 5
NOUNS = {
    kind: [noun(entry, kind) for entry in entries]
    for kind, entries in rows("""
asset: share stock bond security
amount: price rate profit loss cost dividend
plan: plan offer proposal bid agreement report
person: executive analyst trader lawyer manager official investor
firm: company bank firm airline
place: city state market country
product: car computer truck loan product
""").items()
}
ADJECTIVES = rows("""
asset: new common
amount: new high
plan: new big final
person: new senior foreign
firm: big small foreign japanese british
place: big small foreign
product: new big expensive
""")
# Kind: prepositions and the kind of noun behind them.
_COMPLEMENTS = {
    "asset": [("of", "firm"), ("of", "firm"), ("from", "firm")],
    "amount": [("of", "asset"), ("of", "product"), ("at", "firm"), ("for", "product")],
    "plan": [("of", "firm"), ("from", "firm"), ("by", "person"), ("for", "firm")],
    "person": [("at", "firm"), ("of", "firm"), ("from", "firm")],
    "firm": [("in", "place")],
    "product": [("from", "firm"), ("of", "firm")],
}
# Kind: what somebody did with such things.
_ACTIONS = {
    "asset": ["bought", "sold", "wanted", "held"],
    "amount": ["expected", "reported", "announced", "discussed"],
    "plan": ["announced", "rejected", "made", "wanted", "prepared"],
    "firm": ["bought", "sold", "mentioned", "owned"],
    "product": ["bought", "sold", "wanted", "offered"],
    "person": ["met", "hired", "mentioned"],
}
_OWN_CLAUSES = {
    "firm": ["that make: {product}", "that sold {asset}", "that own: {asset}"],
    "person": ["who sold {asset}", "who run:ran {firm}", "who work: for {firm}"],
    "amount": ["that hurt {firm}", "that helped {firm}"],
    "plan": ["that hurt {firm}", "that {person} made", "that include: {firm}"],
    "asset": ["that fell after {report}", "that rose after {report}"],
    "product": ["that come:came from {firm}"],
}
_TIMES = ["last year", "last week", "yesterday", "in october", "last month", "this year"]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
_PREDICATES = {
    "asset": "be: lower|be: higher|have: fallen sharply|be: expected to rise|do: not look cheap",
    "amount": "be: too high|have: increased|be: lower than expected|remain: high|seem: too low",
    "plan": "be: in trouble|have: failed|be: under review|be: not final|remain: a secret",
    "person": "be: not available|have: already left|do: not agree|say: so|seem: worried",
    "product": "be: too expensive|have: become expensive|do: not sell well",
}


def _simple(choice: Choice, kind: str) -> Phrase:
    word = choice.one(ADJECTIVES[kind]) if choice.chance(0.2) else ""
    plural = choice.chance(0.5)
    form = choice.one(NOUNS[kind]).form(plural)
    return Phrase(" ".join(f"the {word} {form}".split()), plural)


def _phrase(
    choice: Choice, kind: str, size: int, clauses: bool = True, linked: bool = False
) -> Phrase:
    """A noun phrase with up to `size` modifiers, of which the last may be a clause.

    A `linked` phrase is inside of a clause: its own ones begin with "that" or "who".
    """
    found = _simple(choice, kind)
    while size > 0 and kind in _COMPLEMENTS:
        if clauses and (size == 1 or choice.chance(0.3)) and choice.chance(0.7):
            return _relative(choice, kind, found, size - 1, linked)
        if found.rest:
            return _relative(choice, kind, found, size - 1, linked) if clauses else found
        preposition, other = choice.one(_COMPLEMENTS[kind])
        inside = choice.one(range(size))
        # Another clause may follow, and two of them would be hard to tell apart.
        inner = _phrase(choice, other, inside, clauses and inside == size - 1, linked)
        found = found.followed(f"{preposition} {inner}", inner)
        size -= inside + 1
    return found


def _relative(choice: Choice, kind: str, found: Phrase, size: int, linked: bool) -> Phrase:
    time = choice.one(_TIMES) if choice.chance(0.5) else ""
    if choice.chance(0.4):
        frame = choice.one(_OWN_CLAUSES[kind])
        head, _, tail = frame.partition("{")
        other, _, end = tail.partition("}")
        inner = _phrase(choice, "plan" if other == "report" else other, size, linked=True)
        words = f"{inflect(head, found.plural, False)} {inner}{end}"
        return found.followed(words, inner)
    if kind in ("amount", "plan") and not (size or linked or found.rest) and choice.chance(0.5):
        who = Phrase(choice.one(NOUNS["person"]).plural, plural=True)
        return found.followed(f"{who} {choice.one(_ACTIONS[kind])}", who)
    who = _phrase(choice, choice.one(["firm", "person"]), size, linked=True)
    link = "whom" if kind == "person" else "that"
    action = choice.one([word for word in _ACTIONS[kind] if word not in who.rest.split()])
    words = f"{link} {who} {action} {time}".strip()
    return found.followed(words, who)


def _clause(choice: Choice) -> Clause:
    kind = choice.one(list(_PREDICATES))
    if kind in ("asset", "amount", "plan") and choice.chance(0.1):
        head = f"the {choice.one(NOUNS[kind]).plural}"
        times = _DAYS if choice.chance(0.5) else ["last week", "last month", "last year"]
        subject = Phrase(head, True).followed(choice.one(times), Phrase("", False))
    else:
        subject = _phrase(choice, kind, choice.one([0, 1, 1, 2, 3, 4, 5, 6]))
    predicate = choice.one(_PREDICATES[kind].split("|"))
    return Clause(subject, predicate, predicate.startswith("be:") and choice.chance(0.4))


def news_pairs() -> list[MinimalPair]:
    """Agreement pairs of each distance, half of them with a plural subject.

    Without punctuation, the only single word between noun and verb is a day ("the losses friday
    were"), which is singular: at distance 1 all subjects are plural.
    """
    choice = Choice(4)
    left = {
        (distance, plural): wanted(distance, NEAR, FAR) * (2 if distance == 1 else 1)
        for distance in DISTANCES
        for plural in (False, True)
        if plural or distance != 1
    }
    found: list[MinimalPair] = []
    while any(left.values()):
        drawn = _clause(choice)
        key = (drawn.subject.distance, drawn.subject.plural)
        good, bad = drawn.text(), drawn.text(wrong=True)
        pair = MinimalPair("agreement", drawn.subject.distance, good, bad)
        if left.get(key) and is_usable(drawn) and pair not in found:
            left[key] -= 1
            found.append(pair)
    return sorted(found, key=lambda pair: pair.distance)
