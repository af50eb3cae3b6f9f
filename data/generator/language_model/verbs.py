"""What is done with things of a kind, what people do, and when."""

from __future__ import annotations

_SEEN = ["find:found", "need:", "look: for", "like:", "see:saw"]
_TRADED = ["buy:bought", "sell:sold", "bring:brought", "carry:", "lose:lost", "forget:forgot"]
ACTIONS = {
    "small": [*_SEEN, *_TRADED, "clean:", "hide:hid", "borrow:"],
    "container": [*_SEEN, *_TRADED, "open:", "close:", "fill:", "pack:"],
    "paper": [*_SEEN, *_TRADED, "study:", "hide:hid", "collect:", "keep:kept"],
    "clothing": [*_SEEN, *_TRADED, "wear:wore", "wash:", "mend:"],
    "food": [*_SEEN[:1], *_TRADED[:4], "eat:ate", "wash:", "cut:cut", "want:"],
    "furniture": [*_SEEN[1:], "paint:", "repair:", "move:", "clean:", "buy:bought", "sell:sold"],
    "plant": ["like:", "water:", "plant:", "draw:drew", "photograph:"],
    "vehicle": ["need:", "like:", "wash:", "repair:", "sell:sold", "hire:"],
    "animal": ["feed:fed", "like:", "photograph:", "draw:drew"],
}

# What people do who have no name; nothing here depends on how many they are.
HABITS = """
sing:sang in the choir
sing:sang old songs
play: cards
play: football in the park
work: at night
work: in the garden
dance: in the hall
laugh: very loudly
travel:travelled by train
drink:drank coffee without milk
swim:swam in the lake
write:wrote long letters
cook: soup for everybody
arrive: late
sleep:slept until noon
walk: through the forest
tell:told funny stories
wait: for the bus
sit:sat near the window
bake: fresh bread
collect: stones
listen: to the radio
""".strip().splitlines()
# What is always so, and needs no time.
STATES_OF_MIND = """
speak:spoke three languages
have:had no time
have:had a cold
know:knew many songs
want: to go home
seem: to be happy
have:had to wait
""".strip().splitlines()
# Relative clauses of people, short ones first.
TRAITS = """
sing:sang in the choir
dance: in the hall
live: near the {landmark}
live: in the {building} near the {landmark}
work: at the {building}
know:knew {name}
love: music
like: {role}
help: {role}
often visit: {role}
teach:taught {name} chess
talk: to {role}
""".strip().splitlines()
HABITUAL_TIMES = """
every morning
every evening
every day
every week
on Mondays
on Sundays
at the weekend
in summer
in winter
""".strip().splitlines()
PAST_TIMES = """
yesterday
last week
last summer
two days ago
a week ago
on Monday
on Friday
""".strip().splitlines()
OPENINGS = """
in the morning
in the afternoon
in the evening
after lunch
before breakfast
at noon
on rainy days
sometimes
""".strip().splitlines()
DURATIONS = ["days", "weeks", "months", "years"]
COUNTS = ["two", "three", "four", "five", "six", "ten"]
