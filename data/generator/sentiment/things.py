"""What is reviewed: its parts, and the scales on which each of them may lie.

`name:` begins a thing. `whole` is what it may be called, `unit` what it has many of; the other
rows are its parts, with `+` if they are plural. Behind the colon are the scales of all of them.
`seen` is what a reviewer has done with it, and rows with `~` are opinion words of this thing alone.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from generator.sentiment.scales import OTHERS, SCALES, STRONG, Scale, scales

_THINGS = """
restaurant:
seen: had
before: last year
now: this year
smiled ~ complained
whole meal dinner lunch: quality taste
unit dish/dishes: quality taste
soup stew curry sauce: taste quality
salad chips+ vegetables+: freshness taste
steak chicken lamb fish: meat taste
waiters+ staff+: manners care
service: speed care
prices+: price
dining_room terrace: comfort calm

hotel:
seen: stayed in
before: years ago
now: today
smiled ~ complained
whole hotel inn guest_house: comfort quality calm
unit room/rooms: tidiness comfort
bathroom lobby: tidiness looks
bed mattress: softness quality
staff+ porters+: manners care
breakfast: taste quality
garden terrace balcony: looks calm
street neighbourhood: calm looks
prices+: price

film:
seen: seen
clapped ~ yawned
charmed thrilled ~ bored wearied
whole film movie: interest feeling
unit scene/scenes: interest wit
plot story: plot interest
acting actors+: acting
jokes+ dialogues+: wit invention
ending: plot feeling
music soundtrack: music invention
characters+: figures plot
costumes+ pictures+: looks invention

book:
seen: read
charmed thrilled ~ bored wearied
whole book novel: interest feeling
unit chapter/chapters: interest style
plot story: plot interest
characters+: figures plot
language prose: style invention
dialogues+: wit style
ending: plot feeling
drawings+ cover: looks invention

play:
seen: seen
clapped ~ yawned
charmed thrilled ~ bored wearied
whole play performance: interest feeling
unit scene/scenes: interest wit
plot story: plot interest
acting actors+: acting
jokes+ dialogues+: wit invention
costumes+ stage_set: looks invention
seats+: softness
theatre: comfort looks

concert:
seen: been to
clapped ~ yawned
charmed thrilled ~ bored wearied
whole concert: interest quality
unit song/songs: music feeling
band orchestra choir: playing
singers+ musicians+: playing
sound acoustics+: sound
melodies+ choruses+: music invention
hall: comfort looks
ticket_prices+: price

museum:
seen: visited
before: years ago
now: today
whole museum exhibition: interest quality
unit room/rooms: interest looks
guides+ attendants+: manners care
labels+ brochure audio_guide: clarity use
building courtyard: looks calm
guided_tour: interest use
tickets+: price
restaurant: quality comfort

course:
seen: taken
before: last year
now: this year
smiled ~ complained
whole course workshop: use interest order
unit lesson/lessons: use interest
teachers+ tutors+: teaching manners
textbook handouts+: clarity use
exercises+ homework: use interest
fees+: price
classroom: comfort tidiness

tool:
seen: used
worked ~ failed
whole drill mixer lawnmower sewing_machine: build handling trust
unit part/parts: build trust
handle lid frame: build handling
motor battery: power trust
instructions+ manual: clarity use
customer_service: speed care
price: price

app:
seen: used
before: last year
now: today
worked ~ failed
whole app program: software use
unit function/functions: use trust
menus+ start_page: interface clarity
search synchronisation: software trust
help_pages+ manual: clarity use
support: speed care
icons+ colours+: looks
price: price

trip:
seen: been on
before: last year
now: this year
smiled ~ complained
whole trip tour excursion: quality order interest
unit day/days: quality calm
buses+ ferries+: time comfort
guides+: manners teaching
food: taste quality
cabins+ rooms+: comfort tidiness
weather: weather
villages+ beaches+: looks calm
"""


class Part(NamedTuple):
    """Nouns that the same adjectives fit."""

    nouns: tuple[str, ...]
    scales: tuple[Scale, ...]


class Thing(NamedTuple):
    """What is reviewed; the first of its `parts` is the whole thing.

    `opinions` and `words` are of this thing alone and have names that frames use.
    """

    parts: tuple[Part, ...]
    unit: Part
    opinions: dict[tuple[str, str], Scale]
    words: dict[str, str]


def _thing(rows: list[str]) -> Thing:
    opinions = scales("\n".join(row for row in rows if "~" in row))
    parts, words = [], {}
    for row in rows:
        name, _, entries = row.partition(": ")
        if name in ("seen", "before", "now"):
            words[name] = entries
        elif entries:
            nouns = tuple(noun.replace("_", " ") for noun in name.split())
            parts.append(Part(nouns, tuple(SCALES[entry] for entry in entries.split())))
    whole, unit, *others = parts
    return Thing(
        (Part(whole.nouns[1:], whole.scales), *others),
        Part(unit.nouns[1:], unit.scales),
        # What moves an audience is thrilling rather than pleasing.
        {_COMMON_NAMES.get(names, names): words for names, words in opinions.items()},
        words,
    )


_COMMON_NAMES = {
    ("charmed", "bored"): ("impressed", "annoyed"),
    ("clapped", "yawned"): ("smiled", "complained"),
}
THINGS = {
    name: _thing(rows)
    for name, _, *rows in (
        (block.split(":\n")[0], "", *block.splitlines()[1:])
        for block in _THINGS.strip().split("\n\n")
    )
}
# A thing itself and its units occur more often than one of its parts.
_FREQUENCIES = Counter(
    scale
    for thing in THINGS.values()
    for part in (*(thing.parts[0],) * 2, thing.unit, *thing.parts)
    for scale in part.scales
)
# How often the parts of each thing are reviewed: more often if few others have their words.
SHARES = {
    name: {
        number: sum(len(scale.good) / _FREQUENCIES[scale] for scale in part.scales)
        for number, part in enumerate(thing.parts)
    }
    for name, thing in THINGS.items()
}
ALL_SCALES = (
    *SCALES.values(),
    STRONG,
    *OTHERS.values(),
    *(scale for thing in THINGS.values() for scale in thing.opinions.values()),
)
OPINION_WORDS = tuple(
    dict.fromkeys(word for scale in ALL_SCALES for word in scale.good + scale.bad)
)
