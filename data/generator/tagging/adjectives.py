"""Adjectives by what they describe; some of them are also nouns, verbs or adverbs."""

from __future__ import annotations

from generator.language_model.words import rows

_TABLE = rows("""
person_adjective: old young tall kind clever famous friendly quiet patient mean fine fast
mood: tired bored worried excited frightened surprised confused sad happy angry cold
thing_adjective: old new small heavy cheap light orange round clean dry strange
colour: red blue green black white brown orange
event_adjective: long short boring exciting strange amusing tiring hard
speech_adjective: wrong right short long clear strange surprising confusing late
place_adjective: empty open closed cold quiet clean dry
state_adjective: clean dry warm cold open empty light
plant_adjective: dry tall green young
size: big small long heavy
""")
ADJECTIVES = {kind: [f"{entry}/JJ" for entry in entries] for kind, entries in _TABLE.items()}
