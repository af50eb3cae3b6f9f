"""Rules of sentences whose right half says what a word in their left half is.

"The bank plans for the next year": a verb. "The bank plans for the next year are secret": a noun.
"""

from __future__ import annotations

from generator.language_model.words import rows
from generator.translate.english import plural_of

# A word that is a verb before the first text, a noun before the second, after an organisation.
_ORGANISATION = """
plan | for the next/JJ year/NN | for the next/JJ year/NN be:p secret/JJ
plan | to/TO open:VB a new/JJ {building.s} | to/TO open:VB a {building.s} be:p secret/JJ
report | on/IN the {event} every week/NN | on/IN the {event} be:p late/JJ
show | the {thing_adjective} {thing.p} | in {month} be:p {event_adjective}
answer | all/DT letters/NNS about the {event} | to/IN all/DT letters/NNS be:p short/JJ
order | new/JJ {furniture.p} every spring/NN | for new/JJ {furniture.p} be:p wrong/JJ
train | {few} {role.p} every year/NN | to/IN {town} be:p late/JJ
ship | {thing_adjective} {goods.p} to/IN {town} | with the {goods.p} be:p in {town}
rent | two {building.p} | for the {building.p} be:p too high/JJ
change | its name/NN every year/NN | in the rules/NNS please:p nobody
test | {thing_adjective} {machine.p} {where} | of the {machine.p} end:p on/IN {weekday.s}
record | every call/NN | of every call/NN be:p in the cellar/NN
demand | more/JJR money/NN | for more/JJR money/NN be:p {speech_adjective}
market | {thing_adjective} {goods.p} | for {goods.p} open:p in {month}
need | more/JJR {role.p} | of the {role.p} change:p every year/NN
""".strip()
# The same, where what a plural noun does may also be asked about: "Does the city guide walk?"
_ASKED = """
guard | its {thing.p} | {do:p}
guard | the {place.s} {outside_mark} | {do:p}
cook | {fare.s} for {few} {team.p} | {do:p}
cook | for the {tourist.p} | {do:p}
guide | {tourist.p} through the {outside.s} | {do:p}
guide | {few} {team.p} {where} | {do:p}
nurse | {few} {animal.p} | {do:p}
coach | {few} {team.p} | {do:p}
coach | {student_team.p} for the {contest} | {do:p}
host | the {event} in {month} | {do:p}
judge | the {contest} {where} | {do:p}
pilot | {ship.p} to/IN {town} | {do:p}
tailor | {cloth.p} for {tourist.p} | {do:p}
film | every {contest.s} | {event_state:p}
film | the {marked} | {event_state:p}
show | {thing.p} from {town} | {event_state:p}
play | football/NN on/IN {weekday.p} | {event_state:p}
play | {game} with {role.p} | {event_state:p}
race | its {pet.p} | {event_state:p}
report | every {crime.s} | {speech_state:p}
answer | every {letter.s} | {speech_state:p}
offer | its {role.p} free/JJ {goods.p} | {speech_state:p}
promise | its {role.p} new/JJ {furniture.p} | {speech_state:p}
call | its {role.p} twice/RB a week/NN | {speech_state:p}
question | its {role.p} | {speech_state:p}
claim | the {building.s} {where} | {speech_state:p}
plan | a {event.s} in {month} | {speech_state:p}
plant | trees/NNS {where} | {plant_state:p}
book | {few} rooms/NNS in {month} | {thing_state:p}
label | its {goods.p} | {thing_state:p}
stamp | its {paper.p} | {thing_state:p}
drum | for new/JJ {role.p} | {thing_state:p}
bus | its {team.p} to/ADP the {contest.s} | {vehicle_state:p}
ferry | {tourist.p} to/ADP {town} | {vehicle_state:p}
""".strip()
# An order, or a compound noun, or a noun with an adjective.
_FIRST = """
water/NN | plants/NNS trees/NNS gardens/NNS | plants/NNS pipes/NNS birds/NNS
book/NN | rooms/NNS tables/NNS seats/NNS flights/NNS | shops/NNS lovers/NNS fairs/NNS
film/NN | actors/NNS dancers/NNS birds/NNS | actors/NNS stars/NNS lovers/NNS
train/NN | drivers/NNS dogs/NNS nurses/NNS | drivers/NNS stations/NNS rides/NNS
paint/NN | shops/NNS doors/NNS walls/NNS fences/NNS | shops/NNS pots/NNS brushes/NNS
light/NN | candles/NNS lamps/NNS fires/NNS | switches/NNS shows/NNS
iron/NN | shirts/NNS dresses/NNS coats/NNS | gates/NNS bridges/NNS doors/NNS
oil/NN | lamps/NNS engines/NNS locks/NNS | lamps/NNS paintings/NNS
milk/NN | cows/NNS goats/NNS | bottles/NNS shakes/NNS
park/NN | cars/NNS bikes/NNS buses=bus/NNS | benches/NNS gates/NNS
ship/NN | parcels/NNS books/NNS bikes/NNS | cooks/NNS doctors/NNS owners/NNS
guard/NN | doors/NNS gates/NNS bridges/NNS | dogs/NNS rooms/NNS
plant/NN | roses/NNS trees/NNS potatoes/NNS | lovers/NNS pots/NNS
record/NN | songs/NNS shows/NNS calls/NNS | shops/NNS players/NNS
stamp/NN | letters/NNS cards/NNS pages/NNS | albums/NNS shows/NNS
show/NN | tickets/NNS pictures/NNS maps/NNS | dogs/NNS horses/NNS
dry/JJ | herbs/NNS shirts/NNS glasses/NNS | herbs/NNS leaves=leaf/NNS fields/NNS
clean/JJ | rooms/NNS brushes/NNS windows/NNS | rooms/NNS brushes/NNS streets/NNS
open/JJ | boxes/NNS windows/NNS letters/NNS | boxes/NNS windows/NNS doors/NNS
empty/JJ | bottles/NNS bags/NNS boxes/NNS | bottles/NNS bags/NNS rooms/NNS
warm/JJ | plates/NNS rooms/NNS cups/NNS | rooms/NNS coats/NNS drinks/NNS
cool/JJ | drinks/NNS cakes/NNS plates/NNS | drinks/NNS cellars/NNS rooms/NNS
""".strip()


def _organisation_rows() -> list[str]:
    found = []
    for row in [*_ORGANISATION.splitlines(), *_ASKED.splitlines()]:
        word, verbal, nominal = row.split(" | ")
        found.append(f"pres> the {{organisation.s}} {word}:VBZ {verbal} .")
        found.append(f"the {{organisation.s}} {plural_of(word)}/NNS {nominal} .")
    return found


def _asked_rows() -> list[str]:
    found = []
    for row in _ASKED.splitlines():
        word, verbal, nominal = row.split(" | ")
        asked = nominal.replace("_state:p}", "_does:VB}").replace(":p}", ":VB}")
        for auxiliary in ("do:s/AUX", "will/AUX"):
            found.append(f"{auxiliary} the {{organisation.s}} {word}:VB {verbal} ?")
            found.append(f"{auxiliary} the {{organisation.s}} {word}/NN {asked} ?")
    return found


def _first_rows() -> list[str]:
    found = []
    for row in _FIRST.splitlines():
        word, things, heads = row.split(" | ")
        base = word.partition("/")[0]
        for thing in things.split():
            found.append(f"{base}:IMP {thing} {{order_end}}")
            found += [f"{base}:IMP {thing} {{outside_mark}} {{order_end}}"] * 2
        for head in heads.split():
            found.append(f"pres> {word} {head} {{general_state:p}} .")
            found += [f"pres> {word} {head} {{outside_mark}} {{general_state:p}} ."] * 2
    return found


BOTH_SIDES: dict[str, str | list[str]] = {
    "organisation_plans": "\n".join(_organisation_rows()),
    "organisation_asked": "\n".join(_asked_rows()),
    "orders": "\n".join(_first_rows()),
    "outside_mark": """
near the {place.s}
in the {room.s}
behind the {building.s}
from the {place.s}
in {town}
""",
    "order_end": """
with care/NN .
every {weekday.s} .
before/ADP breakfast/NN .
gently/RB .
twice/RB a week/NN .
for the {role} , please .
and then/RB rest:IMP .
in {month} .
""",
    "general_state": """
be expensive/JJ
be cheap/JJ
be hard/JJ to/TO find:VB
cost a lot/NN
please everybody
be often {general_adjective}
be better=good/JJR than/ADP the others=other/NNS
""",
    "cans": """
s> the {canned} can/AUX {harm:VB} the {surface.s} .
s> the {canned} can/AUX {harm:VB} {animal.p} .
s> the {canned} can/AUX stay:VB {spot} .
s> the {canned} can/AUX wait:VB until/ADP {weekday.s} .
s> the {canned} can/NN {spot} be: {can_state} .
s> the {canned} can/NN {spot} {harm:} the {surface.s} .
the {thing_adjective} can/NN|cans/NNS {spot} can/AUX hold:VB two litres/NNS .
{someone.n} can/AUX open:VB the can/NN|cans/NNS with a {tool.s} .
{someone.n} will/AUX read:VB the will/NN of the {role.s} {later} .
{someone.n} {see_read:} the will/NN of the {person_adjective} {role.s} .
s> the {person_adjective} {role.s} +'s/POS will/NN {speech_state:} .
s> the {person_adjective} {role.s} will/AUX {surprise:VB} everybody .
s> the will/NN of the {role.s} {mark.s} will/AUX {surprise:VB} everybody .
s> her/PRP$ will/NN leave:s the {building.s} to/IN {name} .
s> her/PRP$ {kin.s} will/AUX leave:VB the {building.s} to/IN {name} .
the {person_adjective} {role.n} pull: with all/PDT her/PRP$|their might/NN .
{someone.n} might/AUX {do:VB} .
the might/NN of the storm/NN|storms/NNS {surprise:s} the {role} .
the {event.n} be: a must/NN for every {role.s} .
every {role.s} must/AUX see:VB the {event} .
""",
    **rows("""
student_team: student/NN|students/NNS singer/NN|singers/NNS team/NN|teams/NNS
crime: crime/NN fire/NN fight/NN fault/NN
general_adjective: popular/JJ useful/JJ beautiful/JJ quiet/JJ
canned: paint/NN oil/NN beer/NN soup/NN milk/NN petrol/NN
can_state: empty/JJ full/JJ open/JJ heavy/JJ
harm: harm stain
surprise: surprise worry scare comfort please
see_read: read find fear hide
"""),
}
