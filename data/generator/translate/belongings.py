"""Who likes, owns or feels what; in German the thing is often the subject, the person a dative."""

from __future__ import annotations

from generator.corpus import Choice
from generator.translate import english
from generator.translate.actors import described, person, subject
from generator.translate.adjectives import is_gradable, suitable
from generator.translate.clauses import Adverbial, Clause, Tense
from generator.translate.english_clause import english_clause
from generator.translate.nouns import FORMAL, PEOPLE, nouns_of
from generator.translate.phrases import I, Name, NounPhrase, Phrase
from generator.translate.sentences import Sentence, sentence, stated
from generator.translate.states import quality
from generator.translate.verbs import verb
from generator.translate.words import GermanVerb, Verb

_NO_GERMAN = GermanVerb("", "", "")
_LIKE = Verb(_NO_GERMAN, english.LIKE)
_HAVE = Verb(_NO_GERMAN, english.HAVE)
_BE = Verb(_NO_GERMAN, english.BE)
_PLEASING = ("clothing", "film", "song", "sight", "furniture", "reading", "home", "picture", "gift")
_OWNERS = frozenset(["father", "mother", "brother", "sister", "uncle", "aunt", "grandmother"])
_PAINS = [
    ("der Kopf", "a headache"),
    ("der Bauch", "a stomach ache"),
    ("der Hals", "a sore throat"),
]


def _experiencer(choice: Choice) -> Phrase:
    """Somebody whose dative is clear: "ihr" is her, and "ihnen" them."""
    return choice.one([subject(choice), subject(choice), person(choice, "our"), choice.one(FORMAL)])


def liking(choice: Choice) -> Sentence:
    """English "like" is German schmecken of food and gefallen of all else, with the thing first."""
    food = choice.chance(0.45)
    noun = choice.one(nouns_of("food", "drink") if food else nouns_of(*_PLEASING))
    phrase = NounPhrase(
        noun, choice.one(["the", "this"]), described(choice, noun), plural="pair" in noun.topics
    )
    fan = _experiencer(choice)
    past, negated = choice.chance(0.3), choice.chance(0.25)
    tense: Tense = "past" if past else "present"
    meaning = Clause(subject=fan, verb=_LIKE, direct=phrase, negated=negated, tense=tense)
    forms = ("schmeckt", "schmecken") if food else ("gefällt", "gefallen")
    finite = ("hat", "haben")[phrase.plural] if past else forms[phrase.plural]
    closing = ["geschmeckt" if food else "gefallen"] if past else []
    negation = ["nicht"] if negated else []
    words = [phrase.german("nominative"), finite, fan.german("dative"), *negation, *closing]
    return sentence(" ".join(words), english_clause(meaning), fan, phrase)


def belonging(choice: Choice) -> Sentence:
    """Whose something is: "Der Hund gehört meiner Schwester"."""
    noun = choice.one(nouns_of("owned"))
    phrase = NounPhrase(
        noun,
        choice.one(["the", "this"]),
        described(choice, noun, 0.4),
        plural="pair" in noun.topics,
    )
    owner = choice.one([person(choice), person(choice, "our"), I, choice.one(FORMAL)])
    negated = choice.chance(0.2)
    return stated(Clause(subject=phrase, verb=verb("belong"), receiver=owner, negated=negated))


def genitive(choice: Choice) -> Sentence:
    """A genitive after its noun, in English before it: "das Auto meines Bruders"."""
    noun = choice.one([entry for entry in nouns_of("owned", "pet") if suitable(entry)])
    names = [name for name in PEOPLE if not name.english().endswith("x")]
    family = [entry for entry in nouns_of("family") if entry.english in _OWNERS]
    owner: Phrase = choice.one(names)
    if choice.chance(0.6):
        owner = NounPhrase(choice.one(family), choice.one(["my", "your", "our"]))
    possession = NounPhrase(noun, "the", plural="pair" in noun.topics)
    tense: Tense = choice.one(["present", "past"])
    word = choice.one(suitable(noun))
    very = is_gradable(word) and choice.chance(0.35)
    meaning = quality(possession, word, tense, "very" if very else "")
    thing_german = possession.german("nominative")
    if isinstance(owner, Name):
        whole = f"{owner.german('genitive')} {thing_german.split(' ', 1)[1]}"
    else:
        whole = f"{thing_german} {owner.german('genitive')}"
    be = {
        ("present", False): ("ist", "is"),
        ("present", True): ("sind", "are"),
        ("past", False): ("war", "was"),
        ("past", True): ("waren", "were"),
    }[tense, possession.plural]
    rest = meaning.complement or Adverbial("", "")
    return sentence(
        f"{whole} {be[0]} {rest.german}",
        f"{owner.english()}'s {possession.english().removeprefix('the ')} {be[1]} {rest.english}",
        meaning,
        owner,
    )


def sensation(choice: Choice) -> Sentence:
    """Cold, heat and pain: "Mir ist kalt", "Ihm tut der Kopf weh"."""
    whose = _experiencer(choice)
    receiver = whose.german("dative")
    # The dative of a name looks like a nominative: "Eva ist kalt" means that she is a cold person.
    if not isinstance(whose, Name) and choice.chance(0.5):
        german, translation = choice.one([("kalt", "cold"), ("heiß", "hot"), ("warm", "warm")])
        negated = choice.chance(0.3)
        what = Adverbial("", translation)
        meaning = Clause(subject=whose, verb=_BE, complement=what, negated=negated)
        return sentence(
            f"{receiver} ist {'nicht ' if negated else ''}{german}", english_clause(meaning), whose
        )
    part, translation = choice.one(_PAINS)
    what = Adverbial("", translation)
    past = choice.chance(0.4)
    tense: Tense = "past" if past else "present"
    meaning = Clause(subject=whose, verb=_HAVE, complement=what, tense=tense)
    words = f"hat {part} wehgetan" if past else f"tut {part} weh"
    return sentence(f"{receiver} {words}", english_clause(meaning), whose)
