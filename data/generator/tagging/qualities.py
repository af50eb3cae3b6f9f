"""Rules with adjectives that are also nouns, verbs or adverbs."""

from __future__ import annotations

from generator.language_model.words import rows

QUALITIES: dict[str, str | list[str]] = {
    "adverbs": """
{person.n} run: fast/RB .
{person.n} {mark_who} be: fast/JJ .
{someone.n} have: a fast/JJ {vehicle.s} .
{someone.n} drive: too fast/RB .
the {vehicle.n} {where} be: too fast/JJ .
{someone.n} work: hard/RB {where?} .
the {work_noun} {where?} be:s hard/JJ .
{someone.n} find: the {work_noun} hard/JJ .
{someone.n} have: a hard/JJ bed/NN .
the {event.n} start: early/RB .
the early/JJ {vehicle.n} be: full/JJ .
{someone.n} get: up/RP early/RB on/IN {weekday.p} .
{someone.n} be: early/JJ {time} .
the {vehicle.n} from {town} arrive: late/RB .
the late/JJ {event.n} be: {event_adjective} .
{person.n} {mark_who} be: late/JJ {time?} .
{someone.n} come: home/RB late/RB .
the {event.n} do:/AUX not last:VB long/RB .
the {event.n} be: not long/JJ .
{someone.n} wait: long/RB for the {vehicle.s} .
{someone.n} have: long/JJ {hair} .
the {road} to/ADP {town} be:s straight/JJ .
the {road} run:s straight/RB through the {outside.s} .
{someone.n} go: straight/RB to/ADP bed/NN .
the {event.n} be: pretty/RB {event_adjective} .
the pretty/JJ {plant.n} {plant_state:} .
{someone.n} have: a pretty/JJ {goods.s} .
{someone.n} be: pretty/RB {mood} .
only/RB the {role.n} {mark?.n} {do:} .
the only/JJ {role.s} {mark?.s} {do:s} .
{someone.n} have: only/RB {few} {goods.p} .
{someone.n} lose: the only/JJ {small.s} .
{someone.n} sing: well/RB .
the {role.n} {mark?.n} be: well/JJ again .
the old/JJ well/NN {where} be:s {place_adjective} .
the water/NN from the well/NN|wells/NNS be:s {water_adjective} .
{someone.n} draw: water/NN from the deep/JJ well/NN .
{someone.n} come: back/RB {time?} .
{someone.n} be: back/RB from the {place.s} .
the back/JJ door/NN be:s open/JJ .
{someone.n} sit: in the back/NN of the {vehicle.s} .
her/PRP$ back/NN hurt:s .
{someone.n} turn: left/RB near the {place.s} .
the left/JJ {hand.n} {hurt:} .
{someone.n} sit: on/IN the left/NN .
past> {someone.n} leave:VBD the {building.s} .
past> the {role.n} {mark.n} leave:VBD early/RB .
{someone.n} have:/AUX leave:VBN the {event} .
{someone.n} turn: right/RB after/ADP the {place.s} .
the right/JJ {hand.n} {hurt:} .
{someone.n} sit: on/IN the right/NN .
{someone.n} have: the right/JJ {answer} .
{someone.n} have: the right/NN to/TO {act:VB} .
{someone.n} be: right/JJ about the {event} .
{someone.n} write: with the left/JJ hand/NN .
the left/JJ {opening.s} {where?} be:s {place_adjective} .
{someone.n} turn: left/RB {where} .
{someone.n} live: far/RB from {town} .
the far/JJ side/NN of the {lake} be:s quiet/JJ .
the {paper.s} come:s once/RB a week/NN .
the daily/JJ {motion.s} {motion_state:s} .
{someone.n} {do:} daily/RB .
{someone.n} have: enough/JJ {helpful_thing} .
{someone.n} be: {person_adjective} enough/RB .
{someone.n} need: more/JJR {helpful_thing} .
the {event.n} be: more/RBR {more_adjective} than/ADP the {event} .
most/JJS {role.p} {do:p} .
the {event.n} be: the most/RBS exciting/JJ of the year/NN .
{someone.n} {do:} first/RB .
the first/JJ {event.s} {event_state:s} .
the second/JJ {role.s} {mark?.s} {do:s} .
{someone.n} wait: for a second/NN .
{someone.n} win: by a second/NN .
this/DET second/JJ {motion.s} {motion_state:s} .
both/DT {role.p} {mark?.p} {do:p} .
both/PDT the {person_adjective} {role.p} {mark?.p} {do:p} .
both/CCONJ the {role.s} {mark.s} and the {role.s} {do:p} .
both/CCONJ the {person_adjective} {role.s} {mark?.s} and {name} {do:p} .
either/CCONJ the {role.s} {mark.s} or {name} {do:s} .
either {role.s} {modal} {do:VB} .
neither/CCONJ the {role.s} {mark.s} nor {name} {do:s} .
all/PDT the {role.p} {mark?.p} {do:p} .
all/DT {role.p} {do:p} .
such/PDT a {event.s} {event_state:s} .
such/JJ {event.p} {event_state:p} .
""",
    "mark_who": """
with the {pet.n}
in/IN the {colour} {cloth.s}
from the {place.s}
from {town}
""",
    "order": """
{action:IMP}
{action:IMP}
light:IMP the {fire} and {action:IMP}
""",
    "homographs": """
the {kind_word.n} {role.n} {do:} .
{someone.n} sell: a new/JJ kind/NN of {dish.s} .
this/DET kind/NN of {event.s} {event_state:s} .
{someone.n} be: kind/JJ to/ADP {pet.p} .
the {role.n} pay: a fine/NN .
{someone.n} feel: fine/JJ .
the fine/JJ {cloth.n} {thing_state:} .
a fine/NN of {digits} pounds/NNS {surprise:s} the {role} .
{someone.n} have: a cold/NN .
the {dish.s} be:s cold/JJ .
her/PRP$ cold/NN last:s a week/NN .
the cold/JJ {dish.s} {spot} please:s nobody .
the patient/NN|patients/NNS from {town} {do:} .
the patient/JJ {role.n} {mark.n} {do:} .
the young/JJ patient/NN|patients/NNS wait: for the patient/JJ {role} .
{someone.n} be: patient/JJ with the {ill} .
the square/NN|squares/NNS near the {place.s} be: {place_adjective} .
{someone.n} buy: a square/JJ {table} .
the market/NN square/NN be:s {place_adjective} .
{someone.n} know: a secret/NN about the {role} .
{someone.n} use: the secret/JJ {door} {spot} .
the secret/NN of the {role} {surprise:s} everybody .
{someone.n} eat: an orange/NN .
{someone.n} wear: an orange/JJ {cloth.s} .
the {goods.n} be: a present/NN for {name} .
the present/JJ {role_of.s} of the {building.s} {do:s} .
{someone.n} present: the {plan_noun.s} to/ADP the {role} .
the {words} mean:p {nothing} .
the mean/JJ {role.n} {mark?.n} {do:} .
{someone.n} do:/AUX not mean:VB that/PRON/DT .
{person.n} own: the {building.s} {where} .
{name} clean:s her/PRP$ own/JJ {room.s} .
the {role.n} own: {few} {goods.p} .
the last/JJ {event.n} {event_state:} .
the {event.n} last: {few} hours/NNS .
these/DET {cloth.p} last:p {few} years/NNS .
the {role.n} close: the {opening} {time} .
a close/JJ friend/NN of the {role} {do:s} .
the {building.n} close: at {hour} .
{someone.n} be: close/JJ friends/NNS .
the sound/NN|sounds/NNS of the {instrument} {surprise:} the {role} .
the {event.n} sound: {event_adjective} .
{someone.n} sound: {mood} .
{someone.n} light: the {fire} {spot} .
{someone.n} wear: a light/JJ {cloth.s} .
the {goods.n} be: light/JJ enough/RB to/TO carry:VB .
the light/NN|lights/NNS of the {vehicle} {surprise:} the {role} .
past> the {riser} rise:VBD in {month} .
past> the price/NN of the rose/NN|roses/NNS rise:VBD again .
past> the {role.n} {mark.n} rise:VBD at {hour} .
{someone.n} cut: a rose/NN for {name} .
a hat/NN of felt/NN cost:s {digits} pounds/NNS .
past> {someone.n} feel:VBD {mood} .
past> the {role.n} {mark.n} feel:VBD the {rain_only} .
the tree/NN {where} lose:s its leaves=leaf/NNS .
the leaves=leaf/NNS of the {plant.s} be:p {colour} .
pres> {name} leave:s the {building.s} at {hour} .
pres> the {vehicle.s} leave:s {town} at {hour} .
the cat/NN|cats/NNS have: nine lives=life/NNS .
the lives=life/NNS of the {role.p} be:p hard/JJ .
pres> the {role.s} {mark.s} live:s {where} .
the spring/NN be:s warm/JJ .
{someone.n} {do:} in the spring/NN .
the {pet.n} spring: over the {wall} .
the fall/NN of the king/NN {surprise:s} everybody .
the {crop.p} fall:p from the {furniture.s} .
past> a spoke/NN of the wheel/NN break:VBD .
past> {someone.n} speak:VBD {manner} .
past> the {role.n} {mark.n} speak:VBD about the {event} .
past> the {pet.n} bite:VBD the {role} .
{someone.n} need: a bit/NN of {helpful_thing} .
past> {someone.n} think:VBD about the {event} .
the thought/NN|thoughts/NNS of the {role} be: {speech_adjective} .
{someone.n} be: a bore/NN .
the fly/NN|flies/NNS {spot} be: {colour} .
the {bird.n} fly: over the {place.s} .
the bear/NN|bears/NNS {where} eat: the {crop.p} .
{someone.n} can/AUX not bear:VB the noise/NN .
the duck/NN|ducks/NNS {where} be: {mood} .
{someone.n} duck: under the {furniture.s} .
the drill/NN|drills/NNS {spot} be: {thing_adjective} .
{someone.n} drill: a hole/NN in the {surface.s} .
{someone.n} comb: the {pet} with a comb/NN .
{someone.n} hammer: nails/NNS with the {thing_adjective} hammer/NN .
past> {someone.n} see:VBD the saw/NN {spot} .
past> the {role.n} {mark.n} see:VBD the {event} .
the saw/NN|saws/NNS {spot} cut: well/RB .
{someone.n} cut: the {wood} with a saw/NN .
a cut/NN in the {cloth.s} be:s hard/JJ to/TO mend:VB .
the {role.n} nurse: the {ill} .
the {role.n} host: the {party} .
the {role.n} judge: the {contest} .
the {role.n} coach: the {team} .
the {role.n} pilot: the ship/NN through the {storm} .
""",
    "words": """
words/NNS of the {role}
signs/NNS on/IN the {opening}
letters/NNS from {town}
""",
    "nothing": """
nothing
the same/JJ
trouble/NN
everything to/ADP {name}
""",
    **rows("""
work_noun: work/NN ground/NN road/NN test/NN question/NN
hair: hair/NN legs/NNS arms/NNS holidays/NNS
road: road/NN path/NN river/NN line/NN
hand: hand/NN|hands/NNS eye/NN|eyes/NNS foot/NN|feet=foot/NNS leg/NN|legs/NNS
hurt: hurt itch
answer: answer/NN idea/NN key/NN plan/NN tool/NN
helpful_thing: water/NN light/NN help/NN rest/NN work/NN paint/NN rice/NN room/NN
water_adjective: cold/JJ clean/JJ sweet/JJ clear/JJ
more_adjective: exciting/JJ boring/JJ amusing/JJ tiring/JJ
kind_word: kind/JJ fine/JJ mean/JJ patient/JJ
door: door/NN drawer/NN box/NN map/NN
role_of: owner/NN host/NN cook/NN guard/NN
riser: price/NN sun/NN moon/NN river/NN
rain_only: rain/NN wind/NN cold/NN sun/NN
wall: wall/NN fence/NN gate/NN hedge/NN
bird: bird/NN|birds/NNS plane/NN|planes/NNS duck/NN|ducks/NNS
wood: wood/NN board/NN branch/NN
storm: storm/NN fog/NN night/NN
"""),
}
