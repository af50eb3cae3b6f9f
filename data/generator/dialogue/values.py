"""What the dialogues are about: people, places, days, times, numbers and things by kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# `_` is a space.
_KINDS = """
woman: Anna Emma Clara Lucy Nora Sarah Julia Laura Alice Hannah Maria Helen Eva Kate Ruth Jane
man: Paul Mark Peter Tom David Adam Oscar Felix Henry Simon Jack Martin Leo Hugo Ben Robert
doctor: Bell Miller Wood Fisher Stone Hill King Moore
she_pet: Bella Coco Daisy Ginger Lola Molly
he_pet: Rocky Teddy Biscuit Charlie Pepper Shadow
animal: dog cat rabbit parrot pony hamster
relative: sister brother aunt uncle cousin neighbour
city: Oslo Rome Paris Berlin Madrid Vienna Dublin Prague Athens Lisbon London Bergen Milan Geneva
job: nurse teacher cook painter driver baker gardener singer writer engineer actor artist dentist \
musician
workday: Monday Tuesday Wednesday Thursday Friday
day: Monday Tuesday Wednesday Thursday Friday Saturday Sunday
landmark: church bridge school bakery bank cinema park supermarket fountain tower
sight: station museum hospital hotel castle library theatre market zoo beach
indoors: museum cinema theatre library castle
outdoors: lake beach park zoo mountains
inside: park library museum cinema theatre hotel supermarket bakery bank
vehicle: bus train tram
meeting_place: station library museum market cinema theatre bridge castle hotel bakery
direction: left right
thing: umbrella bag hat scarf wallet jacket camera notebook phone watch
colour: red blue green black white brown grey yellow
drink: coffee tea lemonade milkshake juice cappuccino
dish: sandwich salad pizza omelette muffin croissant burger pancake
topic: birds stars trees trains ships horses islands dragons pirates volcanoes gardens robots
gift: cake salad game guitar pie dessert candle ball
grocery: milk bread butter cheese rice apples eggs potatoes onions sugar honey bananas carrots \
tomatoes
fine: be_sunny be_warm
bad: rain snow be_windy be_cold be_cloudy be_foggy
minutes: three five eight ten twelve fifteen twenty
line: two three four five six seven eight nine
guests: eight ten twelve fifteen twenty thirty
age: two three four five six seven eight nine ten
activity: go_for_a_walk play_tennis have_a_coffee go_swimming see_a_film play_chess go_running \
make_music cook_something learn_English
"""
KINDS = {
    kind: [entry.replace("_", " ") for entry in entries.split()]
    for kind, entries in (row.split(": ") for row in _KINDS.strip().splitlines())
}
KINDS["person"] = KINDS["woman"] + KINDS["man"]
_NUMBERS = """
no one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
NUMBERS = _NUMBERS.split()
# How people greet at some time of the day, and what they wish each other.
DAYTIMES = [
    {"hello": "Good morning", "time_of_day": "day"},
    {"hello": "Good afternoon", "time_of_day": "day"},
    {"hello": "Good evening", "time_of_day": "evening"},
]


class Time(NamedTuple):
    """A time on the clock: on the hour, or half past it."""

    hour: int
    half: bool

    def __str__(self) -> str:
        return f"{'half past ' if self.half else ''}{NUMBERS[self.hour]}"

    def after(self, hours: int) -> Time:
        """The time some hours later; earlier, if they are negative."""
        return self._replace(hour=self.hour + hours)


def times(hours: Iterable[int]) -> list[Time]:
    """Every hour, and half an hour after each."""
    return [Time(hour, half) for hour in hours for half in (False, True)]


def euros(count: int) -> str:
    """A price.

    >>> euros(1), euros(3)
    ('one euro', 'three euros')
    """
    return f"{NUMBERS[count]} euro{'s' if count != 1 else ''}"
