"""Adverbials of time, place and manner."""

from __future__ import annotations

from generator.corpus import Choice
from generator.translate.adjectives import adjective, suitable
from generator.translate.clauses import Adverbial, Tense, prepositional
from generator.translate.nouns import CITIES, COUNTRIES, noun
from generator.translate.numbers import english_clock, english_number, german_clock, german_number
from generator.translate.phrases import NounPhrase
from generator.translate.words import Case


def _table(text: str) -> list[Adverbial]:
    rows = (row.split("|") for row in text.splitlines() if row)
    return [Adverbial(german.strip(), english.strip()) for german, english in rows]


TIMES: dict[Tense, list[Adverbial]] = {
    "present": _table("""
jeden Tag | every day
jeden Morgen | every morning
jeden Abend | every evening
jede Woche | every week
montags | on Mondays
freitags | on Fridays
am Wochenende | at the weekend
im Sommer | in summer
im Winter | in winter
"""),
    "past": _table("""
gestern | yesterday
gestern Abend | yesterday evening
vorgestern | the day before yesterday
heute Morgen | this morning
am Montag | on Monday
am Freitag | on Friday
vor zwei Tagen | two days ago
vor einer Stunde | an hour ago
"""),
    "future": _table("""
morgen | tomorrow
morgen Abend | tomorrow evening
übermorgen | the day after tomorrow
heute Abend | this evening
am Montag | on Monday
am Freitag | on Friday
in zwei Tagen | in two days
in einer Stunde | in an hour
bald | soon
"""),
}
LONG_TIMES: dict[Tense, list[Adverbial]] = {
    "past": _table("""
letzte Woche | last week
letzten Sommer | last summer
letztes Jahr | last year
vor einer Woche | a week ago
vor drei Jahren | three years ago
"""),
    "future": _table("""
nächste Woche | next week
nächsten Sommer | next summer
nächstes Jahr | next year
in drei Wochen | in three weeks
"""),
}
FREQUENCIES = _table("""
oft | often
immer | always
manchmal | sometimes
selten | rarely
meistens | usually
nie | never
""")
MANNERS = {
    "early": _table("früh | early\nspät | late"),
    "ride": _table("mit dem Zug | by train\nmit dem Bus | by bus\nmit dem Auto | by car"),
}
_POINTS = ("gestern|yesterday", "Montag|Monday", "Freitag|Friday", "letzter Woche|last week")

# Kind of place: English noun / German preposition / English preposition.
_PLACES = """
rest: bench/auf/on bench/auf/on sofa/auf/on hotel/in/in garden/in/in park/in/in beach/an/on \
living_room/in/in
work: office/in/in bank/in/at bank/in/at hospital/in/in school/in/at restaurant/in/in museum/in/in \
hotel/in/in library/in/in garden/in/in supermarket/in/in
shop: supermarket/in/in market/auf/at city/in/in
quiet: library/in/in office/in/in garden/in/in café/in/in living_room/in/in room/in/in
inside: kitchen/in/in living_room/in/in office/in/in room/in/in
town: city/in/in station/an/at café/in/in museum/in/in park/in/in cinema/in/in bank/in/in \
restaurant/in/in
public: hotel/in/in train/in/on bus/in/on restaurant/in/in cinema/in/in school/in/at
meal: restaurant/in/in café/in/in kitchen/in/in garden/in/in office/in/in
kitchen: kitchen/in/in
station: station/an/at airport/an/at school/von/from office/von/from hospital/von/from
eatery: restaurant/in/in café/in/in hotel/in/in
outside: garden/in/in park/in/in forest/in/in beach/an/on
stage: theatre/in/in living_room/in/in school/in/at garden/in/in
waiting: station/an/at airport/an/at cinema/vor/in_front_of hotel/vor/in_front_of \
school/vor/in_front_of church/neben/next_to bank/vor/in_front_of
water: lake/in/in
seat: bench/auf/on bench/auf/on sofa/auf/on chair/auf/on table/an/at bed/auf/on
home: kitchen/in/in hotel/in/in garden/in/in café/in/in
"""
PLACES: dict[str, list[tuple[str, str, str]]] = {}
for _row in _PLACES.splitlines():
    if _row:
        _kind, _, _entries = _row.partition(": ")
        PLACES[_kind] = [
            (name.replace("_", " "), german, english.replace("_", " "))
            for name, german, english in (piece.split("/") for piece in _entries.split())
        ]
# English noun, German preposition, its case.
_WALKS: list[tuple[str, str, Case]] = [
    ("park", "in", "accusative"),
    ("forest", "in", "accusative"),
    ("cinema", "in", "accusative"),
    ("theatre", "in", "accusative"),
    ("museum", "in", "accusative"),
    ("library", "in", "accusative"),
    ("station", "zu", "dative"),
    ("bank", "zu", "dative"),
    ("market", "zu", "dative"),
    ("doctor", "zu", "dative"),
]
_RUNS = [_WALKS[index] for index in (0, 1, 6, 8)]
_RIDES: list[tuple[str, str, Case]] = [
    ("airport", "zu", "dative"),
    ("hospital", "in", "accusative"),
    ("beach", "an", "accusative"),
    ("lake", "an", "accusative"),
    ("castle", "zu", "dative"),
]


def place(choice: Choice, kind: str) -> Adverbial:
    """A place where something happens: "im Park"."""
    name, german, english = choice.one(PLACES[kind])
    entry = noun(name)
    described = choice.chance(0.12) and "person" not in entry.topics and suitable(entry)
    phrase = NounPhrase(entry, "the", choice.one(described) if described else None)
    return prepositional(german, "dative", phrase, english)


def goal(name: str, german: str, case: Case) -> Adverbial:
    """A place to go to: "in den Park"."""
    return prepositional(german, case, NounPhrase(noun(name)), "to")


def _named(names: dict[str, str], choice: Choice, german: str, english: str) -> Adverbial:
    name = choice.one(list(names))
    lemma = frozenset([f"{name}={names[name]}"])
    return Adverbial(f"{german} {name}", f"{english} {names[name]}", lemma)


def in_city(choice: Choice) -> Adverbial:
    """A city as a place: "in Berlin"."""
    return _named(CITIES, choice, "in", "in")


def to_city(choice: Choice) -> Adverbial:
    """A city as a goal: "nach Berlin"."""
    return _named(CITIES, choice, "nach", "to")


def from_country(choice: Choice) -> Adverbial:
    """A country as an origin: "aus Italien"."""
    return _named(COUNTRIES, choice, "aus", "from")


def location(choice: Choice, kind: str) -> Adverbial:
    """A place that a verb demands: where somebody lives or sits."""
    if kind != "dwelling":
        return place(choice, kind)
    if choice.chance(0.6):
        return in_city(choice)
    name = choice.one(["village", "flat", "house", "hotel"])
    words = choice.one(["small", "old"] if name == "village" else ["small", "big", "old"])
    if name == "flat":
        words = choice.one(["small", "new", "expensive"])
    phrase = NounPhrase(noun(name), choice.one(["a", "this"]), adjective(words))
    return prepositional("in", "dative", phrase, "in")


def direction(choice: Choice, kind: str) -> Adverbial:
    """A goal that a verb demands: to walk, run, ride or fly to, or to move to."""
    if kind in ("walk", "run"):
        if choice.chance(0.15):
            return Adverbial("nach Hause", "home")
        return goal(*choice.one(_WALKS if kind == "walk" else _RUNS))
    if kind == "ride" and choice.chance(0.35):
        return goal(*choice.one(_RIDES))
    if kind == "home" and choice.chance(0.4):
        word = adjective(choice.one(["new", "small", "big"]))
        home = NounPhrase(noun(choice.one(["flat", "house"])), "a", word)
        return prepositional("in", "accusative", home, "to")
    if kind != "home" and choice.chance(0.3):
        return _named(COUNTRIES, choice, "nach", "to")
    return to_city(choice)


def clock(choice: Choice) -> Adverbial:
    """A time of day: "um halb vier"."""
    hour, minute = 1 + int(choice.one(range(12))), choice.one([0, 0, 15, 30, 30, 45])
    return Adverbial(f"um {german_clock(hour, minute)}", f"at {english_clock(hour, minute)}")


def since(choice: Choice, short: bool = False) -> Adverbial:
    """Since when or for how long: "seit drei Jahren"; in hours when `short`."""
    if not short and choice.chance(0.3):
        german, english = choice.one(_POINTS).split("|")
        return Adverbial(f"seit {german}", f"since {english}")
    units = (
        ["Stunden|hours", "Minuten|minutes"]
        if short
        else ["Jahren|years", "Wochen|weeks", "Tagen|days"]
    )
    german, english = choice.one(units).split("|")
    number = choice.one(range(2, 11))
    return Adverbial(
        f"seit {german_number(number)} {german}", f"for {english_number(number)} {english}"
    )
