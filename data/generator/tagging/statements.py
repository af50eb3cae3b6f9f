"""Rules of statements and questions in which nouns and verbs of one form change places."""

from __future__ import annotations

from generator.language_model.words import rows

STATEMENTS: dict[str, str | list[str]] = {
    "statement": """
{someone.n} {do:} {time} .
{someone.n} {do:} .
{someone.n} {often} {do:} .
{someone.n} {modal} {act:VB} {later} .
{someone.n} {modal} not {act:VB} .
{someone.n} could +n't {act:VB} .
{someone.n} should +n't {act:VB} .
{someone.n} have:/AUX {do:VBN} .
{someone.n} be: {action:VBG} .
{someone.n} do:/AUX not {do:VB} .
pres> {someone.n} do:/AUX not {do:VB} {later} .
{someone.n} {do:} and {do:} .
{someone.n} {plan_to:} to/TO {act:VB} {later?} .
{someone.n} {modal} {act:VB} .
{someone.n} {modal} {act:VB} and {act:VB} .
{someone.n} do:/AUX not {plan_to:VB} to/TO {act:VB} .
{someone.n} like: to/TO {act:VB} .
{someone.n} {manner} {act:} .
{someone.n} {manner} {act:} .
the {agent.n} {do:} {time?} .
{someone.n} be: very {look} .
the {look} {role.n} {manner} {act:} .
{far.n} {do:} {time?} .
{far.n} {modal} {act:VB} .
past> {time} {someone.n} {do:} .
""",
    "about_nouns": """
{event_subject.n} {event_state:} .
{speech_subject.n} {speech_state:} .
{tool_subject.n} {thing_state:} .
{motion_subject.n} {motion_state:} .
{plant_subject.n} {plant_state:} .
{vehicle_subject.n} {vehicle_state:} .
{someone.n} like: the {event} about the {lake} .
{someone.n} be: wait:VBG for an answer/NN .
{someone.n} need: a drink/NN .
past> {someone.n} go: for a walk/NN {where} .
past> {someone.n} find: the {small} {spot} .
past> {someone.n} buy: a {thing_adjective} {goods.s} {where?} .
past> {someone.n} find: work/NN {where} .
{someone.n} have: a {plan_adjective} {plan_noun.s} .
{someone.n} wear: a {colour} {cloth.s} .
{someone.n} hear: the sound/NN of the {instrument} .
{someone.n} read: the {paper} about the {plant.p} .
{someone.n} fear: the answer/NN|answers/NNS to/IN that/DET question/NN .
no/DT {role.n} {modal} help:VB .
each {plant.s} need:s water/NN .
every {role.s} need:s a {goods.s} .
""",
    "deed_nouns": """
the cost/NN|costs/NNS of the {event} {surprise:} the {role} .
the cost/NN of the {goods} be:s too high/JJ .
the start/NN of the {event} be:s {event_adjective} .
the end/NN of the {event} {surprise:s} everybody .
{someone.n} leave: before/ADP the end/NN of the {event} .
it be:s {name} +'s/POS turn/NN to/TO {act:VB} .
the sail/NN|sails/NNS of the boat/NN be: {colour} .
{someone.n} need: sleep/NN .
{someone.n} need: a change/NN .
a change/NN in the {plan_noun.s} {surprise:s} the {role} .
the smell/NN|smells/NNS of the {dish.s} {surprise:} the {role} .
the handle/NN|handles/NNS of the {tool.s} be: broken/JJ .
{someone.n} pay: the rent/NN for the {building.s} .
the use/NN of the {tool.s} be:s {speech_adjective} .
the search/NN for the {small} last:s {few} hours/NNS .
the wait/NN for the {vehicle} be:s long/JJ .
a visit/NN to/ADP {town} cost:s {digits} pounds/NNS .
the look/NN on/IN her/PRP$ face/NN {surprise:s} {name} .
{someone.n} see: no/DT harm/NN in the {event} .
{someone.n} need: a break/NN {where?} .
the peel/NN of the {crop.s} be:s {colour} .
{someone.n} take: comfort/NN from the {story} .
a cover/NN for the {furniture.s} cost:s {digits} pounds/NNS .
the lock/NN|locks/NNS of the {opening.s} be: broken/JJ .
{someone.n} give: the {pet} a scare/NN .
the stop/NN of the {vehicle} be:s near the {place.s} .
{someone.n} like: the taste/NN of the {dish.s} .
the catch/NN of the day/NN be:s {fare.s} .
the cut/NN|cuts/NNS on/IN the {hand.s} hurt: .
the claim/NN|claims/NNS of the {organisation.s} be: {speech_adjective} .
{someone.n} have: no/DT need/NN of the {tool} .
the rest/NN of the {drink.s} be:s {spot} .
the love/NN of the {role} {surprise:s} nobody .
the dust/NN {spot} make:s {name} sneeze:VB .
""",
    "event_subject": """
the {event.n} {where?}
the {event_adjective} {event.n}
the {event.n} in {town}
the {event.n} after/ADP the {event}
""",
    "event_state": """
be {event_adjective}
be too {event_adjective}
{event_does}
{event_does}
""",
    "event_does": """
last two hours/NNS
last until/ADP midnight/NN
start at {hour}
begin before/ADP noon/NN
end after/ADP midnight/NN
please everybody
bore the {role}
surprise the {role}
worry the {role}
cost {digits} pounds/NNS
cost a lot/NN
end with a {dance_noun}
""",
    "speech_subject": """
the {speech.n} of the {role}
the {speech.n} from the {place.s}
the {speech_adjective} {speech.n}
her/PRP$ {speech.n}
{name} +'s/POS {speech.n}
""",
    "speech_state": """
be {speech_adjective}
{speech_does}
{speech_does}
""",
    "speech_does": """
surprise the {role}
help nobody
change everything
please everybody
surprise everybody
worry the {role}
scare the {pet.p}
comfort the {ill}
show great/JJ {abstract}
""",
    "tool_subject": """
the {tool.n} {spot}
the {tool.n} of the {role}
the {thing_adjective} {tool.n}
the {thing_adjective} {thing.n}
the {utensil.n} {spot?}
the {small.n} {spot}
""",
    "thing_state": """
be broken/JJ
be {thing_adjective}
be {spot}
{thing_does}
{thing_does}
{thing_does}
""",
    "thing_does": """
cost {digits} pounds/NNS
cost a lot/NN
belong to/IN {name}
look strange/JJ
look {thing_adjective}
work well/RB
work again
need {helpful_thing}
need a new/JJ {label_noun}
""",
    "motion_subject": """
the {motion.n} to/IN the {place.s}
the {motion.n} through the {outside.s}
the {event_adjective} {motion.n}
her/PRP$ {motion.n} to/IN {town}
the {motion.n} along the {lake}
""",
    "motion_state": """
be {event_adjective}
be too long/JJ
{motion_does}
{motion_does}
""",
    "motion_does": """
take an hour/NN
last {few} hours/NNS
end at the {place.s}
start at the {place.s}
tire the {role}
cost a lot/NN
end in {town}
""",
    "plant_subject": """
the {plant_adjective} {plant.n}
the {plant.n} {where}
the {plant.n} {spot}
the {room.s} plant/NN|plants/NNS
the {plant.n} of the {role}
""",
    "plant_state": """
be dry/JJ
{plant_does}
{plant_does}
""",
    "plant_does": """
need water/NN
need more/JJR light/NN
need rest/NN
need care/NN
grow fast/RB
smell sweet/JJ
smell like/ADP {fruit.p}
look fine/JJ
lose the leaves=leaf/NNS
shade the {outside.s}
""",
    "vehicle_subject": """
the {vehicle.n} to/IN {town}
the {colour} {vehicle.n}
the {vehicle.n} {where}
the last/JJ {vehicle.n} to/IN the {place.s}
""",
    "vehicle_state": """
be late/JJ
be fast/JJ
be full/JJ
{vehicle_does}
{vehicle_does}
{vehicle_does}
""",
    "vehicle_does": """
leave at {hour}
arrive late/RB
run on/IN {weekday.p}
stop here
stop near the {place.s}
""",
    "question": """
do:/AUX {someone.n} {do:VB} ?
do:/AUX {far.n} {do:VB} ?
will/AUX {far.n} {act:VB} {later?} ?
can/AUX {far.n} {act:VB} ?
may/AUX {far.n} {act:VB} ?
must/AUX {far.n} {act:VB} ?
have:/AUX {far.n} {do:VBN} ?
be: {far.n} {act:VBG} ?
why do:/AUX {someone.n} {do:VB} ?
when will/AUX {far.n} {act:VB} ?
who {do:s} ?
who will/AUX {do:VB} {later} ?
be: {event_subject.n} {event_adjective} ?
be: {tool_subject.n} {spot} ?
do:/AUX {plant_subject.n} need:VB water/NN ?
what/DET time/NN do:/AUX the {event.n} start:VB ?
which/DET {thing} do:/AUX {someone.n} like:VB ?
where be: the {tool.n} ?
how do:/AUX {someone.n} know:VB ?
""",
    **rows("""
plan_adjective: new/JJ clever/JJ strange/JJ fine/JJ kind/JJ secret/JJ
plan_noun: plan/NN idea/NN answer/NN hope/NN wish/NN
dance_noun: dance/NN fight/NN song/NN speech/NN question/NN surprise/NN
label_noun: label/NN lock/NN handle/NN cover/NN
fruit: apple/NN|apples/NNS orange/NN|oranges/NNS nut/NN|nuts/NNS
"""),
}
