"""The adjectives of the lexicon."""

from __future__ import annotations

from functools import cache

from generator.translate.words import Adjective, Noun

# German, its comparative | English, its comparative | topics of the nouns that it suits.
_TABLE = """
alt älter | old older | person vehicle owned building home furniture clothing public pet
neu neuer | new newer | vehicle clothing furniture home owned text
groß größer | big bigger | furniture home room city outside carried building pet gift
klein kleiner | small smaller | furniture home room city carried container pet young seat gift
schön schöner | beautiful - | clothing outside city sight flower song picture furniture home gift
teuer teurer | expensive - | clothing vehicle furniture home priced gift
billig billiger | cheap cheaper | clothing furniture home priced
rot röter | red - | clothing vehicle flower container carried furniture
blau blauer | blue - | clothing vehicle container carried
grün grüner | green - | clothing vehicle fruit container
schwarz schwärzer | black - | clothing vehicle carried pet hot_drink
weiß weißer | white - | clothing furniture pet flower
warm wärmer | warm warmer | room warm_food
kalt kälter | cold colder | cold_drink
frisch frischer | fresh fresher | food cold_drink
süß süßer | sweet sweeter | sweet fruit
leicht leichter | light lighter | carried furniture repaired clothing
leicht leichter | easy easier | question exam
schwer schwerer | heavy heavier | carried furniture
schwer schwerer | difficult - | question exam
lang länger | long longer | text street
kurz kürzer | short shorter | text street
interessant interessanter | interesting - | reading film seen sight city
langweilig langweiliger | boring - | text city
lustig lustiger | funny funnier | text person
freundlich freundlicher | friendly friendlier | person
jung jünger | young younger | person
nett netter | nice nicer | person
krank kränker | sick - | young animal
müde müder | tired - | young
berühmt berühmter | famous - | sight job
sauber sauberer | clean cleaner | washable room container
schmutzig schmutziger | dirty dirtier | washable room container
kaputt kaputter | broken - | repaired vehicle
wichtig wichtiger | important - | noted question
ruhig ruhiger | quiet quieter | outside street room home
dunkel dunkler | dark darker | room street
schnell schneller | fast faster | vehicle transport
langsam langsamer | slow slower | transport vehicle
"""


def _adjective(row: str) -> Adjective:
    german, english, topics = (cell.split() for cell in row.split("|"))
    word, comparative = english[0].replace("_", " "), english[1]
    longer = f"more {word}" if comparative == "-" else comparative
    return Adjective(german[0], german[1], word, longer, frozenset(topics))


ADJECTIVES = [_adjective(row) for row in _TABLE.splitlines() if row]
_BY_ENGLISH = {adjective.english: adjective for adjective in ADJECTIVES}


def adjective(english_word: str) -> Adjective:
    """The adjective with this English translation.

    >>> adjective("easy").german
    'leicht'
    """
    if english_word not in _BY_ENGLISH:
        raise ValueError(f"`english_word` must be in the lexicon. Received: {english_word!r}.")
    return _BY_ENGLISH[english_word]


def is_gradable(word: Adjective) -> bool:
    """Whether "very" suits the adjective."""
    return word.english not in {"red", "blue", "green", "black", "white", "broken"}


@cache
def suitable(noun: Noun) -> tuple[Adjective, ...]:
    """The adjectives that suit a noun."""
    young = "young" in noun.topics
    fitting = [entry for entry in ADJECTIVES if entry.topics & noun.topics]
    return tuple(entry for entry in fitting if not (young and entry.english == "old"))
