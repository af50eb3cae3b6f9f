"""Rules with words that stand before nouns, before clauses, or before verbs: "like", "to"."""

from __future__ import annotations

from generator.language_model.words import rows

PREPOSITIONS: dict[str, str | list[str]] = {
    "like": """
pres> {thing.p} like/ADP the one/NN|ones/NNS {spot} {thing_state:p} .
pres> {role.p} like:VBP the one/NN|ones/NNS {spot} .
pres> {plant.p} like/ADP the one/NN|ones/NNS {where} {plant_state:p} .
pres> {role.p} like:VBP the one/NN|ones/NNS {where} very much/RB .
pres> {vehicle.p} like/ADP the {colour} one/NN|ones/NNS cost:VBP a lot/NN .
pres> {tourist.p} like:VBP the {colour} one/NN|ones/NNS .
pres> {pet.p} like/ADP that/DET {colour} one/NN sleep:VBP all/DT day/NN .
pres> {role.p} like/ADP {name} seldom/RB {do:VBP} .
pres> {role.p} like/ADP the {person_adjective} {role.s} {do:VBP} .
pres> {role.p} like:VBP the {person_adjective} {role.s} {mark.s} .
pres> {role.p} like:VBP {event.p} like/ADP that/DET one/NN .
{someone.n} like: the {event} {where?} .
{someone.n} like: {event.p} .
{someone.s} look:s like/ADP a {role.s} .
{someone.p} look:p like/ADP {role.p} .
{person.n} look: like/ADP her/PRP$ {kin.n} .
it look:s like/ADP {rain} .
pres> it look:s like/SCONJ it will/AUX rain:VB {later} .
pres> it look:s like/SCONJ {person.p} will/AUX {do:VB} .
like/ADP her/PRP$ {kin.s} , {name} {do:s} .
like/ADP the {role} , {person.n} {do:} .
{person.n} , like/ADP her/PRP$ {kin} , {do:} .
{someone.n} would like:VB to/TO {act:VB} .
{someone.n} would like:VB a {goods.s} like/ADP that/DET one/NN .
what be:s the {event.s} like/ADP ?
what do:/AUX {someone.n} like:VB ?
{someone.n} {gesture:} like/ADP a {pet.s} .
{someone.n} do:/AUX not like:VB the {event} .
{someone.n} work: like/ADP a {pet.s} .
there/PRON be:s/VERB nothing like/ADP a {motion.s} through the {outside.s} .
""",
    "rain": """
rain/NN
snow/NN
a storm/NN
a castle/NN
trouble/NN
""",
    "to": """
{someone.n} {plan_to:} to/TO {act:VB} {later?} .
{someone.n} be: too {mood} to/TO {act:VB} .
{someone.n} be: {mood} enough/RB to/TO {act:VB} .
{someone.n} have: a {plan_noun.s} to/TO {act:VB} .
it be:s fun/NN to/TO {act:VB} .
it take:s an hour/NN to/TO {act:VB} .
to/TO {act:VB} be:s fun/NN .
to/TO {act:VB} , {someone.n} need: {help_noun} .
past> {someone.n} use:VBD to/TO {act:VB} .
{someone.n} be: used/JJ to/ADP {noise} .
{someone.n} be: used/JJ to/ADP {event_adjective} {motion.p} .
{someone.n} prefer: {motion.p} to/ADP {motion.p} .
{someone.n} prefer: to/TO {move:VB} .
{someone.n} object: to/ADP {noise} {spot} .
{someone.n} object: to/ADP {noise} .
{someone.n} look: forward/RB to/ADP {noise} {where} .
{someone.n} look: forward/RB to/ADP the {event} .
{someone.n} listen: to/ADP {noise} .
past> {someone.n} come:VBD to/TO {move:VB} .
past> {someone.n} come:VBD to/TO {act:VB} .
past> {someone.n} come:VBD to/ADP the {event} {where} .
{someone.n} be: close/JJ to/ADP the {place.s} .
{someone.n} go: to/ADP work/NN by {vehicle.s} .
{someone.n} go: to/ADP bed/NN after/ADP the {event} .
the {motion.n} from {town} to/ADP {town} take: an hour/NN .
the {vehicle.n} from the {place.s} to/ADP the {place.s} {vehicle_state:} .
the answer/NN|answers/NNS to/ADP the question/NN be: {speech_adjective} .
{someone.n} give: the {small} to/ADP {person} .
{someone.n} show: the {goods} to/ADP {person} .
{someone.n} be: ready/JJ to/TO {act:VB} .
{someone.n} be: ready/JJ for {noise} .
the {role.s} to/TO call:VB be:s {name} .
{someone.n} have:/VERB to/TO {act:VB} .
{someone.n} invite: {person} to/TO {move:VB} .
{someone.n} invite: {person} to/ADP {event.p} .
""",
    "help_noun": """
help/NN
time/NN
a {tool.s}
money/NN
light/NN
""",
    "before_nouns": """
{someone.n} {act:} {connector_adp} the {event.s} {mark_of_event} .
{someone.n} {act:} {connector_adp} the {motion.s} {mark_of_motion} .
{connector_adp} the {event.s} {mark_of_event} , {someone.n} {act:} .
{connector_adp} the {motion.s} {mark_of_motion} , {someone.n} {act:} .
{connector_adp} the {event_or_walk} of the {person_adjective} {role} , {someone.n} {act:} .
{someone.n} {act:} {connector_adp} the {event_or_walk} of the {role} .
""",
    "before_clauses": """
{someone.n} {act:} {connector_sconj} {far_coming} .
{someone.n} {act:} {connector_sconj} {event_starting} .
{connector_sconj} {far_coming} , {someone.n} {act:} .
{connector_sconj} {event_starting} , {someone.n} {act:} .
{connector_sconj} {far_doing} , {someone.n} {act:} .
""",
    "far_doing": """
{far.n} {act:}
""",
    "far_coming": """
{far.n} {come:}
""",
    "event_starting": """
the {event.n} {where?} {event_start:}
""",
    "mark_of_event": """
in {town}
in the {outside.s}
near the {place.s}
about the {lake}
with the {role.p}
""",
    "mark_of_motion": """
to/ADP {town}
through the {outside.s}
along the {lake}
with the {role.p}
""",
    "come": """
come home/RB
arrive {where?}
leave the {building.s}
answer the {asked}
open the {opening}
close the {opening}
ring the bell/NN|bells/NNS
start to/TO {act:VB}
""",
    "other_nouns": """
past> {someone.n} have:/AUX {do:VBN} since/ADP {month} .
{someone.n} be: as/ADV {compared} as/ADP the {role.s} {mark?.s} .
{someone.n} be: {taller} than/ADP the {role.s} {mark?.s} .
{someone.s} work:s as/ADP a {role.s} .
{someone.p} work:p as/ADP {role.p} .
as/ADP a child/NN , {name} {do:s} .
{someone.n} {do:} for a while/NN .
after/ADP a while/NN {someone.n} {do:} .
the {event.n} be: {longer} than/ADP the {event} {where?} .
the {goods.n} be: for the {role.p} {mark?.p} .
""",
    "other_clauses": """
since/SCONJ {far_acting} , {someone.n} {do:} .
past> {someone.n} {do:} because {far.s} be:s {mood} .
{someone.n} {do:} if {far_acting} .
if {far_acting} , {someone.n} {do:} .
{someone.n} {do:} although {far_acting} .
{someone.n} {do:} because {acting} .
unless {acting} , {someone.n} {do:} .
as/SCONJ {far_acting} , {someone.n} {come:} .
the {event.n} be: {longer} than/SCONJ {person} {expect:VBD} .
the {event.n} be: {longer} than/SCONJ {far} {expect:VBD} .
past> {someone.n} {do:} as/SCONJ {far} {expect:VBD} .
the {plan_noun.s} be:s for/SCONJ {person} to/TO {act:VB} .
the {plan_noun.s} be:s for/SCONJ {far} to/TO {act:VB} .
{someone.n} ask: whether {acting} .
{someone.n} {move:} while/SCONJ {far_acting} .
""",
    "other_adverbs": """
{someone.n} have:/AUX never {do:VBN} before/RB .
{someone.n} have:/AUX not {do:VBN} since/RB .
past> {someone.n} once/RB {do:} .
{someone.n} {do:} as/RB well/RB .
""",
    "longer": """
longer=long/JJR
shorter=short/JJR
better=good/JJR
more/RBR exciting/JJ
more/RBR boring/JJ
""",
    "places": """
{someone.n} walk: round/ADP the {lake} .
{someone.n} run: round/ADP the {place.s} .
the {vehicle.n} come: round/ADP the corner/NN .
{someone.n} sit: at a round/JJ table/NN .
{someone.n} need: a round/JJ {table} .
{someone.n} buy: a round/NN of drinks/NNS .
{someone.n} win: the first/JJ round/NN of the {contest.s} .
{someone.n} walk: past/ADP the {place.s} .
{someone.n} drive: past/ADP the {marked} .
past> in/IN the past/NN {someone.n} {do:} .
{someone.n} talk: about the past/NN .
past> {someone.n} {do:} in/IN the past/JJ week/NN|weeks/NNS .
{someone.n} wait: inside/ADP the {building.s} .
{someone.n} wait: inside/ADV .
{someone.n} paint: the inside/NN of the {container} .
past> {someone.n} stay:VBD outside/ADP the {building.s} .
past> {someone.n} {do:} outside/ADV .
{someone.n} clean: the outside/NN of the {container} .
{someone.n} run: up/IN the hill/NN .
{someone.n} fall: down/IN the stairs/NNS .
{someone.n} fall: off/IN the {furniture.s} .
{someone.n} put: the {thing} on/IN the {furniture.s} .
{someone.n} put: on/RP the {colour} {cloth.s} .
{someone.n} take: off/RP the {colour} {cloth.s} .
{someone.n} turn: on/RP the {fire} .
{someone.n} turn: off/RP the {machine} .
past> {someone.n} find:VBD out/RP the truth/NN .
{someone.n} write: down/RP the {asked.p} .
{someone.n} pick: up/RP the {small.p} {spot} .
there/PRON be:s/VERB a {thing.s} {spot} .
there/PRON be:p/VERB {few} {thing.p} {spot} .
there/PRON be:s/VERB no/DT {plant.s} {where} .
there/PRON be:s/VERB a {role.s} {mark.s} {where} .
be:s/VERB there/PRON a {place.s} near the {place.s} ?
the {thing.n} be: there/ADV .
the {role.n} {mark.n} be: still there/ADV .
be: the {tool.n} there/ADV ?
{someone.n} live: there/ADV .
{someone.n} {do:} there/ADV .
""",
    **rows("""
plan_to: want plan hope need wish promise start offer claim ask
noise: work/NN noise/NN dances/NNS walks/NNS visits/NNS races/NNS talks/NNS changes/NNS \
questions/NNS plays/NNS fights/NNS
move: dance race work play talk walk fight help run swim ride
connector_adp: before/ADP after/ADP until/ADP
connector_sconj: before/SCONJ before/SCONJ after/SCONJ after/SCONJ until/SCONJ once/SCONJ \
while/SCONJ
event_or_walk: {event.s} {motion.s}
event_start: start end begin
compared: tall/JJ old/JJ clever/JJ fast/JJ mean/JJ kind/JJ
taller: taller=tall/JJR older=old/JJR faster=fast/JJR kinder=kind/JJR cleverer=clever/JJR
expect: expect think hope fear plan guess
table: table/NN mirror/NN box/NN window/NN
"""),
}
