"""Rarer words, most of which show by their ending what they are; training lacks every second."""

from __future__ import annotations

from generator.language_model.words import rows
from generator.translate.english import plural_of

_TABLE = rows("""
abstract: kindness sadness shyness laziness tiredness boldness politeness weakness loneliness \
happiness rudeness stubbornness cleverness carelessness fairness calmness generosity curiosity \
stupidity vanity sincerity popularity honesty creativity excitement disappointment amusement \
embarrassment amazement enjoyment hesitation determination imagination frustration admiration \
ambition confusion leadership friendship arrogance ignorance tolerance elegance reluctance
manner: quietly slowly loudly carefully gently proudly nervously politely cheerfully angrily \
happily sadly calmly eagerly lazily patiently silently softly rudely bravely gladly rapidly \
warmly wisely foolishly gracefully thoughtfully gratefully clumsily hurriedly secretly \
reluctantly
look: helpful cheerful thoughtful graceful playful forgetful grateful careless harmless fearless \
restless hopeless tireless nervous generous curious jealous ambitious courageous mysterious \
reliable sociable adorable likeable childish foolish selfish stylish talkative creative \
attractive inventive cheeky greedy grumpy chatty moody practical musical sleepy
agent: plumber butcher jeweller grocer carpenter builder banker trainer miner lecturer reporter \
printer juggler potter roofer pianist dentist florist violinist novelist chemist cyclist artist \
musician librarian magician electrician technician politician optician accountant assistant \
shopkeeper firefighter
utensil: bookcase typewriter teapot candlestick suitcase umbrella screwdriver lantern wheelbarrow \
armchair toaster corkscrew saucepan pillow mirror keyboard blanket kettle telescope microscope \
notebook raincoat tablecloth mousetrap
gesture: whistle giggle shiver stumble mumble hesitate sneeze yawn snore blush chuckle wander \
linger tremble gossip grumble stammer cheer applaud faint wink stroll relax complain protest \
apologise mutter frown
""")
_TAGS = {"abstract": "NN", "manner": "RB", "look": "JJ"}
# Lemmas that only the validation and the test set have.
WITHHELD = frozenset(entry for entries in _TABLE.values() for entry in entries[1::2])
GESTURES = _TABLE["gesture"]


def _alternative(entry: str, kind: str) -> str:
    if kind in ("agent", "utensil"):
        return f"{entry}/NN|{plural_of(entry)}={entry}/NNS"
    return f"{entry}/{_TAGS[kind]}" if kind in _TAGS else entry


SUFFIXES = {
    kind: [_alternative(entry, kind) for entry in entries] for kind, entries in _TABLE.items()
}
