"""Rules with "her" before a noun or a verb, and with the clitic "'s"."""

from __future__ import annotations

from generator.language_model.words import rows

POSSESSIVES: dict[str, str | list[str]] = {
    "her": """
{someone.n} {let:} her/PRP {action:VB} .
{someone.n} {let:} her/PRP {move:VB} {where} .
{someone.n} {let:} her/PRP$ {helper} {move:VB} {where} .
{someone.n} {let:} her/PRP$ {helper} {action:VB} .
{someone.n} {let:} her/PRP {her_work:VB} the {ill} .
past> {someone.n} {hear:VBD} her/PRP answer:VB the {asked} .
past> {someone.n} {hear:VBD} her/PRP$ answer/NN|answers/NNS to/ADP the {asked} .
past> {someone.n} {hear:VBD} her/PRP play:VB the {instrument.s} .
past> {someone.n} {hear:VBD} her/PRP$ play/NN about the {lake} .
past> {someone.n} {hear:VBD} her/PRP call:VB the {role} .
past> {someone.n} {hear:VBD} her/PRP$ call/NN|calls/NNS for help/NN .
past> {someone.n} {hear:VBD} her/PRP promise:VB {goods.p} to/ADP the {role} .
past> {someone.n} {hear:VBD} her/PRP$ promise/NN|promises/NNS to/ADP the {role} .
past> {someone.n} {see:VBD} her/PRP cook:VB the {dish.s} .
past> {someone.n} {see:VBD} her/PRP$ cook/NN {action:VB} .
past> {someone.n} {see:VBD} her/PRP guide:VB the {tourist} through the {outside.s} .
past> {someone.n} {see:VBD} her/PRP$ guide/NN leave:VB the {building.s} .
past> {someone.n} {see:VBD} her/PRP guard:VB the {opening} .
past> {someone.n} {see:VBD} her/PRP$ guard/NN open:VB the {opening} .
past> {someone.n} {see:VBD} her/PRP$ last/JJ {motion.s} through the {outside.s} .
past> {someone.n} {see:VBD} her/PRP$ watch/NN on/IN the {furniture.s} .
past> {someone.n} {see:VBD} her/PRP watch:VB the {event} .
{someone.n} {give:} her/PRP the {goods} .
{someone.n} {give:} her/PRP$ {goods} to/ADP {person} .
{someone.n} {give:} her/PRP a {goods.s} .
{someone.n} {tell_her:} her/PRP about the {event} .
{someone.n} {tell_her:} her/PRP that/SCONJ {person.p} {do:p} .
{someone.n} {like_thing:} her/PRP$ {thing_adjective} {thing} .
{someone.n} {like_thing:} her/PRP very much/RB .
{someone.n} wait: for her/PRP {where} .
{someone.n} wait: for her/PRP$ {kin} {where} .
the {thing.n} belong: to/ADP her/PRP .
the {thing.n} belong: to/ADP her/PRP$ {kin.s} .
her/PRP$ {helper_noun.n} {do:} {time} .
her/PRP$ {motion.n} {motion_state:} .
her/PRP$ {speech.n} {speech_state:} .
{someone.n} dance: with her/PRP .
{someone.n} dance: with her/PRP$ {kin} .
{someone.n} make:VBD her/PRP work:VB {where} .
{someone.n} praise:VBD her/PRP$ work/NN {where} .
{someone.n} praise: her/PRP$ {speech} .
{name} lose:s her/PRP$ {small} .
""",
    "clitics": """
{name} +'s/POS {thing.n} {thing_state:} .
{name} +'s/POS {motion.n} {motion_state:} .
{name} +'s/POS {kin.n} {do:} .
the {role.s} +'s/POS {helper_noun.n} {do:} .
the {role.s} +'s/POS {speech.n} {speech_state:} .
the {role.s} {mark.s} and {name} +'s/POS {kin} {do:p} .
pres> {name} +'s/AUX/be {act:VBG} .
pres> {name} +'s/AUX/be {act:VBG} {where} .
pres> {name} +'s/AUX/have {do:VBN} .
pres> the {role.s} +'s/AUX/be {act:VBG} .
pres> the {role.s} +'s/AUX/have {do:VBN} .
pres> {name} +'s/AUX/be {mood} .
pres> that/PRON/DT +'s/AUX/be the {tool.s} of the {role} .
pres> it +'s/AUX/be a {event_adjective} {event.s} .
s,pres> she +'s/AUX/be {act:VBG} .
s,pres> he +'s/AUX/have {do:VBN} .
let:IMP +'s/PRP {act:VB} .
let:IMP +'s/PRP not {act:VB} .
pres> I +'m/AUX {act:VBG} .
pres> I +'m/AUX {mood} .
pres> you +'re/AUX {act:VBG} .
pres> we +'re/AUX {act:VBG} .
pres> they +'re/AUX too {mood} to/TO {act:VB} .
pres> I +'ve/AUX never {do:VBN} .
pres> they +'ve/AUX {do:VBN} .
they +'re/AUX gon/VERB +na/PART {act:VB} .
we +'re/AUX gon/VERB +na/PART {act:VB} {later} .
I +'ll/AUX {do:VB} {later} .
they +'ll/AUX {do:VB} {later} .
we +'d like:VB to/TO {act:VB} .
I +'d never {do:VB} .
pres> I wan/VERB +na/PART {act:VB} .
pres> we wan/VERB +na/PART {act:VB} {later} .
pres> do:VBP/AUX you wan/VERB +na/PART {act:VB} ?
{someone.n} do:/AUX +n't/PART {do:VB} .
{someone.n} do:/AUX +n't/PART {do:VB} {time} .
{far.n} do:/AUX +n't/PART {do:VB} .
{someone.n} ca/AUX +n't/PART {act:VB} .
{someone.n} wo/AUX +n't/PART {do:VB} {later} .
{someone.n} be: +n't/PART {act:VBG} .
{someone.n} have:/AUX +n't/PART {do:VBN} .
{someone.n} can/AUX +not {act:VB} .
do:/AUX +n't/PART {person.n} {do:VB} ?
do:IMP/AUX +n't/PART {act:VB} {where?} !
{someone.n} would +n't/PART {do:VB} .
""",
    **rows("""
let: let make
helper: cook/NN guide/NN guard/NN nurse/NN judge/NN coach/NN host/NN pilot/NN
helper_noun: cook/NN|cooks/NNS guide/NN|guides/NNS guard/NN|guards/NNS nurse/NN|nurses/NNS \
coach/NN|coaches/NNS host/NN|hosts/NNS
her_work: nurse guide guard coach
hear: hear
see: see
give: give show send lend offer bring
tell_her: tell warn
"""),
}
