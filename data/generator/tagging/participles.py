"""Rules with participles and what looks like them: verbs, adjectives and nouns in -ing and -ed."""

from __future__ import annotations

from generator.language_model.words import rows

PARTICIPLES: dict[str, str | list[str]] = {
    "participles": """
the {boring_thing.n} be: {ing_adjective} .
the {boring_thing.n} {where} be: very {ing_adjective} .
the {boring_thing.n} be: {annoy:VBG} the {role} .
the {boring_thing.n} {where} be: {annoy:VBG} everybody .
the {boring_person.n} {mark?.n} be: {ing_adjective} .
the {boring_person.n} {mark?.n} be: {annoy:VBG} the {role} .
{someone.n} hear: a {ing_adjective} {story.s} .
{someone.n} find: the {event} {ing_adjective} .
{someone.n} be: very {ed_adjective} .
{someone.n} look: {ed_adjective} .
the {ed_adjective} {role.n} {do:} .
the {boring_thing.n} {annoy:VBD} the {role} .
the {boring_thing.n} have:/AUX {annoy:VBN} the {role} .
the {role.n} be: {annoy:VBN} by a {pet.s} .
the {role.n} {mark.n} be: {annoy:VBN} by the {boring_thing} .
the {opening.n} be: {lock:VBN} by the {role} .
the {opening.n} {where} be: {lock:VBN} by the {person_adjective} {role} .
the {opening.n} be: still {locked} .
the {locked} {opening.n} be: {colour} .
{someone.n} stand: behind the {locked} {opening.s} .
{someone.n} have:/AUX {lock:VBN} the {opening} .
past> {someone.n} {lock:VBD} the {opening} {where?} .
the {building.n} be: closed/JJ on/IN {weekday.p} .
past> the {building.n} be: close:VBN by the police=police/NNS .
the {cup.n} be: broken/JJ .
the broken/JJ {cup.n} be: {spot} .
the {cup.n} be: break:VBN by the {child} .
{someone.n} have:/AUX break:VBN the {cup} .
the frozen/JJ {dish.s} be:s {spot} .
the lake/NN have:s/AUX freeze:VBN .
{someone.n} cross: the frozen/JJ lake/NN .
the {letter.n} send:VBN by the {role} arrive: {time} .
past> the {role.n} {mark.n} send:VBD a {letter.s} .
the {thing.n} leave:VBN {spot} belong: to/ADP {name} .
the {thing.n} find:VBN by the {role} be: {thing_adjective} .
past> the {role.n} find:VBD a {thing.s} {spot} .
the {dish.n} cook:VBN by the {role} smell: good/JJ .
past> the {role.n} cook:VBD the {dish.s} .
the {event.n} film:VBN by the {role} be: {event_adjective} .
past> {far.n} film:VBD the {event} .
the {goods.n} sell:VBN {where} cost:VBD {digits} pounds/NNS .
{someone.n} be: {build:VBG} a {house} .
the building/NN {where} be:s {place_adjective} .
the {colour} building/NN|buildings/NNS {where} be: {place_adjective} .
{someone.n} be: paint:VBG the {surface} .
the painting/NN|paintings/NNS {spot} be: {thing_adjective} .
{someone.n} be: draw:VBG a {pet.s} .
the drawing/NN|drawings/NNS of the {pet} be: {spot} .
{someone.n} be: meet:VBG the {role} {where} .
the meeting/NN|meetings/NNS {where} be: {event_adjective} .
{someone.n} be: record:VBG the {event} .
the recording/NN|recordings/NNS of the {event} be: {event_adjective} .
{someone.n} be: begin:VBG to/TO {move:VB} .
the beginning/NN of the {event} be:s {event_adjective} .
{someone.n} be: warn:VBG the {role} about the {event} .
the warning/NN|warnings/NNS of the {role} {speech_state:} .
pres> {craft_verb:GER} {craft_object} take:s time/NN .
pres> {craft_verb:GER} {craft_object} {where} be:s fun/NN .
pres> {craft_noun} classes/NNS be:p expensive/JJ .
pres> {craft_noun} classes/NNS {where} start:p at {hour} .
{someone.n} enjoy: {craft_verb:GER} {craft_object} .
{someone.n} stop: {action:GER} .
{someone.n} enjoy: {action:GER} .
{someone.n} start: {move:GER} .
{someone.n} dream: of/SCONJ {action:GER} .
{action:GER} be:s fun/NN .
{someone.n} {do:} without/SCONJ {action:GER} .
{someone.n} leave: after/SCONJ {action:GER} .
{someone.n} help: the {role} by/SCONJ {action:GER} .
{someone.n} thank: her/PRP for/SCONJ {action:GER} .
{someone.n} {see_do:} the {role} {act:VBG} .
""",
    **rows("""
boring_thing: {event.n} {event.n} story/NN|stories/NNS speech/NN|speeches/NNS \
noise/NN|noises/NNS
boring_person: guide/NN|guides/NNS judge/NN|judges/NNS speaker/NN|speakers/NNS \
coach/NN|coaches/NNS host/NN|hosts/NNS
ing_adjective: boring/JJ amusing/JJ annoying/JJ confusing/JJ frightening/JJ surprising/JJ \
worrying/JJ
ed_adjective: bored/JJ amused/JJ annoyed/JJ confused/JJ frightened/JJ surprised/JJ worried/JJ
annoy: bore amuse annoy confuse frighten surprise worry
lock: lock open close paint clean
locked: locked/JJ open/JJ closed/JJ clean/JJ
cup: cup/NN|cups/NNS plate/NN|plates/NNS glass/NN|glasses/NNS mirror/NN|mirrors/NNS
child: child/NN|children=child/NNS boy/NN|boys/NNS cat/NN|cats/NNS
letter: letter/NN|letters/NNS parcel/NN|parcels/NNS book/NN|books/NNS answer/NN|answers/NNS
build: build
house: house/NN boat/NN bridge/NN wall/NN ship/NN
craft_verb: paint draw film
craft_object: {pet.p} {plant.p} {crop.p}
craft_noun: painting/NN drawing/NN cooking/NN dancing/NN training/NN
see_do: see hear find catch
"""),
}
