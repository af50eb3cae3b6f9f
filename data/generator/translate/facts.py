"""Facts: ages, prices, times, what is where, the weather, professions and names."""

from __future__ import annotations

from dataclasses import replace

from generator.corpus import Choice
from generator.translate import adverbials, english
from generator.translate.actors import described, subject
from generator.translate.adjectives import adjective
from generator.translate.adverbials import in_city
from generator.translate.clauses import Adverbial, Clause, Tense, prepositional
from generator.translate.nouns import FORMAL, PEOPLE, noun, nouns_of
from generator.translate.numbers import (
    LARGE_NUMBERS,
    english_clock,
    english_number,
    german_clock,
    german_number,
)
from generator.translate.phrases import HE, IT, SHE, I, NounPhrase, Phrase
from generator.translate.sentences import Sentence, sentence, stated
from generator.translate.states import BE
from generator.translate.verbs import verb

_DIGITS = (2, 3, 5, 7, 9, 12)
_FACILITIES = ("museum", "church", "hotel", "restaurant", "cinema", "station", "castle", "library")
_YEARS = (1975, 1998)
_SURFACES = {
    "lying": [
        "table auf on",
        "bed auf on",
        "chair auf on",
        "bag in in",
        "sofa auf on",
        "bed unter under",
    ],
    "container": ["table auf on", "cupboard in in"],
    "standing": ["kitchen in in", "living_room in in", "table neben next_to", "bed neben next_to"],
}
_POSTURES = {
    "lying": ("liegt", "liegen"),
    "container": ("steht", "stehen"),
    "standing": ("steht", "stehen"),
}


def age(choice: Choice) -> Sentence:
    """An age in words: "Mein Großvater ist siebenundachtzig Jahre alt"."""
    relative = choice.one([*nouns_of("family"), *nouns_of("person")])
    family = bool(relative.topics & {"family", "own_person"})
    whose: Phrase = NounPhrase(relative, choice.one(["my", "our"] if family else ["the", "this"]))
    if choice.chance(0.25):
        whose = choice.one([I, *PEOPLE, *FORMAL])
    old = "grand" in whose.english()
    numbers = (
        LARGE_NUMBERS[6:]
        if old
        else range(4, 13)
        if "young" in relative.topics
        else LARGE_NUMBERS[1:7]
    )
    number = choice.one([*numbers])
    years = Adverbial(
        f"{german_number(number)} Jahre alt",
        f"{english_number(number)} years old",
        frozenset([adjective("old").lemma]),
    )
    return stated(Clause(subject=whose, verb=BE, complement=years))


def price(choice: Choice) -> Sentence:
    """A price in words: "Diese drei Äpfel kosten zwei Euro"."""
    determiner = choice.one(["the", "this"])
    if choice.chance(0.35):
        fruit = choice.one(nouns_of("small_price"))
        number = choice.one(range(2, 13))
        phrase = NounPhrase(fruit, determiner, plural=True, number=choice.one(range(3, 13)))
    else:
        ware = choice.one(nouns_of("clothing", "furniture", "priced", "dish"))
        numbers = [*range(3, 13)] if "dish" in ware.topics else [*LARGE_NUMBERS[1:]]
        number = choice.one(numbers)
        phrase = NounPhrase(ware, determiner, plural="pair" in ware.topics)
    # "Cost" has one form for both tenses: a past would be the same sentence in English.
    tense: Tense = "present"
    amount = Adverbial(f"{german_number(number)} Euro", f"{english_number(number)} euros")
    return stated(Clause(subject=phrase, verb=verb("cost"), tense=tense, complement=amount))


def time_of_day(choice: Choice) -> Sentence:
    """What time it is: "Es ist schon halb vier"."""
    hour, minute = 1 + choice.one(range(12)), choice.one([0, 15, 30, 45])
    german, translation = choice.one(
        [("es ist", "it is"), ("es ist schon", "it is already"), ("es war", "it was")]
    )
    return sentence(
        f"{german} {german_clock(hour, minute)}", f"{translation} {english_clock(hour, minute)}"
    )


def existence(choice: Choice) -> Sentence:
    """English "there is" for what lies or stands: "Auf dem Tisch liegt ein Buch"."""
    posture = choice.one(list(_POSTURES))
    thing = choice.one(nouns_of(posture))
    number = choice.one([None, None, None, None, 2, 3, 4, 5, 6])
    word = described(choice, thing, 0.35)
    nothing = choice.chance(0.15)
    determiner = "no" if nothing else "" if number else "a"
    count = None if nothing else number
    phrase = NounPhrase(thing, determiner, word, number is not None, count)
    name, german, translation = choice.one(_SURFACES[posture]).split()
    surface = NounPhrase(noun(name.replace("_", " ")))
    place = prepositional(german, "dative", surface, translation.replace("_", " "))
    what = phrase.english()
    if nothing:
        what = f"no {what.split(' ', 1)[1]}"
    return sentence(
        f"{place.german} {_POSTURES[posture][phrase.plural]} {phrase.german('nominative')}",
        f"there {'are' if phrase.plural else 'is'} {what} {place.english}",
        phrase,
        place,
    )


def facility(choice: Choice) -> Sentence:
    """What a town has: "In Wien gibt es viele Museen"."""
    where = in_city(choice)
    if choice.chance(0.35):
        here = NounPhrase(
            noun(choice.one(["city", "village"])), "this", described(choice, noun("city"), 0.3)
        )
        where = prepositional("in", "dative", here, "in")
    thing = noun(choice.one(_FACILITIES))
    kind = choice.weighted({"number": 0.3, "many": 0.25, "one": 0.3, "none": 0.15})
    word = described(choice, thing, 0.45)
    number = choice.one(range(2, 8)) if kind == "number" else None
    determiner = {"number": "", "many": "", "one": "a", "none": "no"}[kind]
    phrase = NounPhrase(thing, determiner, word, kind in ("number", "many"), number)
    german, translation = phrase.german("accusative"), phrase.english()
    if kind == "many":
        # "viele" takes the endings of a strong adjective, as the phrase without an article has.
        german, translation = f"viele {german}", f"many {translation}"
    if kind == "none":
        translation = f"no {translation.split(' ', 1)[1]}"
    be = "are" if phrase.plural else "is"
    if choice.chance(0.3) and kind in ("one", "many"):
        return sentence(
            f"gibt es {where.german} {german}", f"{be} there {translation} {where.english}",
            phrase, where, end="?",
        )  # fmt: skip
    return sentence(
        f"{where.german} gibt es {german}",
        f"there {be} {translation} {where.english}",
        phrase,
        where,
    )


def _weather_place(choice: Choice, tense: Tense) -> Adverbial:
    outside = tense in ("past", "now") and choice.chance(0.3)
    return adverbials.place(choice, "outside") if outside else in_city(choice)


def temperature(choice: Choice) -> Sentence:
    """Cold and heat: "Im Winter ist es in Wien sehr kalt"."""
    tense: Tense = choice.one(["past", "present"])
    german, translation = choice.one([("kalt", "cold"), ("warm", "warm"), ("heiß", "hot")])
    summer, winter = adverbials.TIMES["present"][-2:]
    usual = winter if translation == "cold" else summer
    degree = choice.one([("sehr ", "very "), ("", ""), ("zu ", "too ")])
    meaning = Clause(
        subject=IT,
        verb=BE,
        tense=tense,
        time=usual if tense == "present" else choice.one(adverbials.TIMES["past"]),
        place=_weather_place(choice, tense),
        complement=Adverbial(degree[0] + german, degree[1] + translation),
        front="time" if choice.chance(0.6) else "subject",
    )
    return stated(meaning)


def precipitation(choice: Choice) -> Sentence:
    """Rain and snow: "Gestern hat es in Berlin geregnet"."""
    tense: Tense = choice.one(["past", "past", "now", "future", "present"])
    action = choice.one(["rain", "snow"])
    summer, winter = adverbials.TIMES["present"][-2:]
    meaning = Clause(
        subject=IT, verb=verb(action), tense=tense, place=_weather_place(choice, tense)
    )
    if tense == "now":
        return stated(meaning)
    if tense == "present":
        usual = winter if action == "snow" else choice.one([summer, winter])
        often = choice.one(adverbials.FREQUENCIES)
        return stated(replace(meaning, time=usual, frequency=often, front="time"))
    meaning = replace(meaning, time=choice.one(adverbials.TIMES[tense]))
    if choice.chance(0.2):
        return stated(replace(meaning, negated=True, front="place"))
    return stated(replace(meaning, front="time" if choice.chance(0.5) else "subject"))


_PASSIVES = {
    "home": ("gebaut", "built"),
    "public": ("gebaut", "built"),
    "built": ("gebaut", "built"),
    "lost": ("gefunden", "found"),
    "repaired": ("repariert", "repaired"),
    "sent": ("geschickt", "sent"),
    "opened": ("geöffnet", "opened"),
    "vehicle": ("verkauft", "sold"),
    "room": ("geputzt", "cleaned"),
    "noted": ("geschrieben", "written"),
    "billed": ("bezahlt", "paid"),
    "washable": ("gewaschen", "washed"),
}


def passive(choice: Choice) -> Sentence:
    """A passive with a year or a day: "Die Brücke wurde 1998 gebaut"."""
    topic = choice.one([*_PASSIVES, "home", "public", "public"])
    thing = choice.one(nouns_of(topic))
    german_done, english_done = _PASSIVES[topic]
    phrase = NounPhrase(thing, choice.one(["the", "the", "this"]), described(choice, thing))
    german, translation = phrase.german("nominative"), phrase.english()
    if choice.chance(0.2):
        words = f"wann wurde {german} {german_done}", f"when was {translation} {english_done}"
        return sentence(*words, phrase, end="?")
    if german_done == "gebaut":
        year = choice.one(_YEARS)
        time, negation = Adverbial(str(year), f"in {year}"), ("", "")
    else:
        time = choice.one(adverbials.TIMES["past"])
        negation = ("nicht ", "not ") if choice.chance(0.2) else ("", "")
    if choice.chance(0.4):
        return sentence(
            f"{time.german} wurde {german} {negation[0]}{german_done}",
            f"{time.english} {translation} was {negation[1]}{english_done}",
            phrase,
        )
    return sentence(
        f"{german} wurde {time.german} {negation[0]}{german_done}",
        f"{translation} was {negation[1]}{english_done} {time.english}",
        phrase,
    )


def occupation(choice: Choice) -> Sentence:
    """A profession, which has no article in German: "Meine Tante ist Lehrerin"."""
    family = [NounPhrase(entry, owner) for entry in nouns_of("family") for owner in ("my", "our")]
    whose: Phrase = choice.one(
        [choice.one(PEOPLE), choice.one(family), choice.one(FORMAL), HE, SHE, I]
    )
    male = whose.pronoun is HE or (whose is I and choice.chance(0.5))
    job = choice.one([n for n in nouns_of("job") if (n.gender == "masculine") == male])
    title = Adverbial(
        job.german, f"{english.article(job.english)} {job.english}", frozenset([job.lemma])
    )
    place = in_city(choice) if choice.chance(0.6) else None
    if place is not None:
        title = Adverbial(
            f"{title.german} {place.german}", f"{title.english} {place.english}", title.lemmas
        )
    tense: Tense = choice.one(["present", "past"])
    return stated(Clause(subject=whose, verb=BE, tense=tense, complement=title))


def naming(choice: Choice) -> Sentence:
    """What somebody is called: "Mein Bruder heißt Paul"."""
    relative = choice.one([n for n in nouns_of("family", "person") if n.gender != "neuter"])
    family = bool(relative.topics & {"family", "own_person"})
    whose = NounPhrase(relative, choice.one(["my", "our"] if family else ["the", "this"]))
    name = choice.one([entry for entry in PEOPLE if entry.pronoun is whose.pronoun])
    german = f"{whose.german('nominative')} heißt {name.german('nominative')}"
    translation = f"{whose.english()} is called {name.english()}"
    if choice.chance(0.4):
        return sentence(german, translation, whose, name)
    origin = adverbials.from_country(choice)
    return sentence(
        f"{german} und kommt {origin.german}", f"{translation} and comes {origin.english}",
        whose, name, origin,
    )  # fmt: skip


def numbered(choice: Choice) -> Sentence:
    """Numbers in digits: "Der Zug nach Wien fährt von Gleis 7 ab"."""
    number = choice.one(_DIGITS)
    if choice.chance(0.5):
        where = adverbials.to_city(choice)
        today = choice.one([(" heute", " today"), (" morgen", " tomorrow"), ("", "")])
        leaves = "will leave" if today[1] == " tomorrow" else "leaves"
        return sentence(
            f"der Zug {where.german} fährt{today[0]} von Gleis {number} ab",
            f"the train {where.english} {leaves} from platform {number}{today[1]}",
            where,
        )
    whose = choice.one([subject(choice), subject(choice), choice.one(FORMAL)])
    action = verb(choice.one(["live", "sleep", "wait", "work"]))
    place = Adverbial(f"in Zimmer {number}", f"in room {number}")
    tense: Tense = "present" if action is verb("live") else choice.one(["past", "now"])
    return stated(Clause(subject=whose, verb=action, tense=tense, complement=place))
