"""Rules of sentences that begin with a name, or with a word that is written like one."""

from __future__ import annotations

from generator.language_model.words import rows

INITIALS: dict[str, str | list[str]] = {
    "initials": """
{ambiguous_name} {do:s} {time} .
{ambiguous_name} {do:s} .
{ambiguous_name} be:s {mood} .
{ambiguous_name} and {name} {do:p} .
{ambiguous_name} , the {role.s} {mark.s} , {do:s} .
{ambiguous_name} {modal} {do:VB} .
will/AUX {name} {do:VB} ?
may/AUX {name} {act:VB} ?
will/AUX {name} {composed_name} {act:VB} ?
may/AUX {title} {surname} and {name} {act:VB} ?
Will/NNP {composed_name} {do:s} {time?} .
May/NNP {composed_name} {do:s} {time?} .
Will/NNP and {name} {do:p} {time?} .
May/NNP and {name} {do:p} {time?} .
will/AUX the {role} {do:VB} {later} ?
may/AUX the {role} {act:VB} ?
Will/NNP will/AUX {do:VB} {later} .
May/NNP may/AUX {do:VB} {later} .
Will/NNP , the {person_adjective} {role.s} , will/AUX {do:VB} .
in/IN May/NNP {someone.n} {do:} .
mark:IMP the {page.p} with a pen/NN .
mark:IMP the {page.p} {where_marked} .
past> Mark/NNP mark:VBD the {page} .
bill:IMP the {role} for the {dish} .
the bill/NN|bills/NNS for the {dish.p} be: {speech_adjective} .
Bill/NNP pay:s the bill/NN|bills/NNS {time} .
rob:IMP nobody !
first/RB , {order} .
second/RB , {order} .
Rob/NNP {do:s} {time} .
chase:IMP the {pet} into the {outside.s} .
Chase/NNP chase:s the {pet} .
grant:IMP the {role} a wish/NN .
Grant/NNP {do:s} {time} .
rose/NN bushes/NNS {plant_state:p} .
rose/NN gardens/NNS need:p light/NN .
past> Rose/NNP rise:VBD at {hour} .
Rose/NNP like:s roses/NNS .
hope:IMP for {good_weather} .
hope/NN be:s {important} .
Hope/NNP hope:s for {good_weather} .
Hope/NNP be:s {mood} .
frank/JJ answers/NNS {speech_state:p} .
frank/JJ {role.p} seldom/RB {do:p} .
Frank/NNP {do:s} {time} .
dawn/NN break:s at {hour} .
Dawn/NNP get:s up/RP at {hour} .
art/NN classes/NNS {where} be:p expensive/JJ .
art/NN be:s {important} .
Art/NNP be:s {mood} .
grace/NN be:s {important} .
faith/NN be:s {important} .
joy/NN be:s {important} .
Grace/NNP , the {role.s} {mark.s} , {do:s} .
sue:IMP the {organisation} !
Sue/NNP {do:s} {time} .
pat:IMP the {pet} {manner} .
Pat/NNP pat:s the {pet} .
past> Drew/NNP draw:VBD a {pet.s} .
cook:IMP the {dish.s} {manner} .
watch:IMP the {role.p} {where} .
play:IMP the {instrument.s} {manner} .
plant:IMP the {plant.p} {where} .
water:IMP the {plant.p} {where} .
light:IMP the {fire.p} before/ADP dinner/NN .
close:IMP the {opening.p} {where} .
open:IMP the {opening.p} at {hour} .
cooks/NNS {where} {do:p} .
plays/NNS about the {lake} {event_state:p} .
plants/NNS {where} {plant_state:p} .
watches/NNS {spot} {thing_state:p} .
lights/NNS {spot} {surprise:p} the {role} .
water/NN {spot} {harm:s} the {surface} .
{title} {surname} {do:s} {time} .
{title} {surname} and {title} {surname} {do:p} .
""",
    "where_marked": """
in {town}
near the {place.s}
in the {container.s}
""",
    "good_weather": """
rain/NN
sun/NN
snow/NN
the best=good/JJS
a letter/NN
""",
    "important": """
important/JJ
rare/JJ
a good/JJ thing/NN
not enough/JJ
""",
    "dishes": """
do:IMP the dishes/NNS {dishes_mark} .
do:IMP the dishes/NNS before/ADP {meal} .
do:VBP/AUX the dishes/NNS {dishes_mark} {break:VB} ?
do:VBP/AUX the {role.p} {mark.p} {do:VB} ?
have:IMP the {dish.s} {dishes_mark} .
have:IMP the {dish.s} {dishes_mark} before/ADP {meal} .
have:VBP/AUX the {dish.p} {dishes_mark} {get:VBN} cold/JJ ?
have:VBP/AUX the {role.p} {mark.p} {do:VBN} ?
past> {someone.n} do:VBD the dishes/NNS {dishes_mark} .
past> {someone.n} have:VBD the {dish.s} {dishes_mark} .
past> have:VBD/AUX {far} {do:VBN} before/ADP {meal} ?
past> do:VBD/AUX {far} {do:VB} before/ADP {meal} ?
{someone.n} have: {few} {goods.p} .
{someone.n} have:/AUX {do:VBN} .
{someone.n} have: no/DT {goods.p} .
{someone.n} do: the {work_of} {time} .
{someone.n} do:/AUX not do:VB the {work_of} .
{someone.n} have:/AUX not have:VBN {meal} .
""",
    "dishes_mark": """
in the {room.s}
on/IN the {furniture.s}
near the {opening.s}
from the {place.s}
in the {colour} {container.s}
""",
    **rows("""
ambiguous_name: Will/NNP May/NNP Mark/NNP Rose/NNP Bill/NNP Rob/NNP Grant/NNP Chase/NNP Hope/NNP \
Frank/NNP Dawn/NNP Art/NNP Grace/NNP Sue/NNP Pat/NNP Drew/NNP
meal: lunch/NN dinner/NN breakfast/NN
break: break
get: get go
work_of: dishes/NNS shopping/NN work/NN cooking/NN
"""),
}
