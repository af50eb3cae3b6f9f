"""Rules of phrases: who, where, when, and what is done."""

from __future__ import annotations

from generator.language_model.words import rows

PHRASES: dict[str, str | list[str]] = {
    "person": """
s> {name}
s> {name}
s> {name}
p> {name} and {name}
p> {role.p}
the {role.n}
the {person_adjective} {role.n}
the {role.n} {mark.n}
the {agent.n} {mark?.n}
the {agent.n} from {town}
the {look} {agent.n}
the {look} {role.n}
p> {few} {role.n}
her/PRP$ {kin.n}
s> {title} {surname}
s> {title} {surname}
s> {name} {composed_name}
""",
    # Somebody who may be far from the verb.
    "marked": """
{role.n} {mark.n}
""",
    "far": """
the {role.n} {mark.n}
the {person_adjective} {role.n} {mark.n}
the {kin.n} of the {person_adjective} {role}
""",
    "pronoun": """
s> he
s> she
p> they
p> we
""",
    "mark": """
in/IN the {colour} {cloth.n}
from the {place.s}
near the {plant.p}
at the {opening.s}
with the {pet.n}
with the {tool.n}
with the {small.n}
on/IN the {board.s}
from {town}
who {habit:}
that/WDT {habit:}
""",
    "habit": """
work at the {place.s}
run the {place.s}
guard the {place.s}
clean the {building.s}
play the {instrument.s}
train the {pet.p}
water the {plant.p}
need a {goods.s}
like the {event}
judge the {contest}
cook for the {team.p}
""",
    "where": """
near the {place.s}
near the {place.s}
near the {plant.p}
behind the {building.s}
in the {outside.s}
on/IN the {board.s}
in {town}
outside/IN the {building.s}
inside/IN the {building.s}
""",
    "spot": """
on/IN the {state_adjective?} {furniture.s}
in the {state_adjective?} {container.s}
under the {furniture.s}
beside the {furniture.s}
in the {room.s}
near the {opening.s}
""",
    "time": """
past> yesterday/NN
past> last/JJ week/NN
past> {few} days/NNS ago/RB
past> in {month}
past> on/IN {weekday.s}
past> this/DET morning/NN
past> in {year}
pres> every day/NN
pres> on/IN {weekday.p}
pres> twice/RB a week/NN
pres> in {month}
pres> at night/NN
pres> every spring/NN
pres> once/RB a month/NN
""",
    "later": """
tomorrow/NN
next/JJ week/NN
on/IN {weekday.s}
soon
before/ADP noon/NN
in {month}
after/ADP the {event.s}
""",
    # What somebody does, with the verb first: mostly one that is a noun or an adjective as well.
    "action": """
cook the {dish.s}
cook {fare.s} for the {role}
cook for the {team.p}
guide the {tourist}
guide the {tourist.p} through the {outside.s}
guide her/PRP$ {kin} to/ADP the {place.s}
guard the {place.s}
guard the {opening} of the {building.s}
guard the {thing.p} {spot}
nurse the {ill}
nurse her/PRP$ {kin}
nurse the {pet}
judge the {contest.s}
judge the {pet.p} {where}
judge the {story.p}
coach the {team}
coach {team.p} {where}
host the {party}
host the {party.s} {where}
pilot the {ship.s}
pilot {ship.p} to/ADP {town}
tailor the {cloth.p}
tailor {cloth.p} for {name}
water the {plant.p}
book a {bookable}
watch the {event}
watch the {animal.p}
light the {fire}
play the {instrument.s}
play {game}
plant a {tree}
run the {building.s}
paint the {surface}
iron the {cloth.p}
brush the {pet}
comb the {pet}
ship the {parcel.p}
train the {pet}
film the {event}
record the {event}
park the {parked}
phone the {role}
test the {machine}
answer the {asked}
call the {role}
order the {dish.s}
question the {role}
visit the {place.s}
comfort the {ill}
handle the {tool.p} with care/NN
walk the dog/NN|dogs/NNS
sign the {paper}
search the {building}
mark the {page}
stamp the {paper.p}
label the {bottled}
bottle the {drink.s}
box the {goods.p}
bag the {crop.p}
drum on/IN the {furniture.s}
seal the letter/NN|letters/NNS
dress the {child}
ferry the {tourist.p} to/ADP {town}
farm the land/NN
bank the money/NN
chair the {party.s}
fence the {outside.s}
rent a {building.s}
oil the {machine}
drink the {drink.s}
cut the {dish.s}
clean the {room}
dry the {laundry}
open the {opening}
close the {opening}
empty the {container}
warm the {dish.s}
cool the {drink.s}
milk the cow/NN|cows/NNS
peel the {crop.p}
show the {role} the {thing}
offer the {role} a {goods.s}
promise the {role} a {goods.s}
report the {fault}
plan the {event}
claim the {goods}
race the {pet.p}
fight the fire/NN|fires/NNS
use the {tool}
mend the {utensil}
label the {utensil.p}
paint the {utensil}
have {meal}
do the {work_of}
do the {laundry.p} {spot?}
""",
    # What is so, and takes no progressive.
    "state": """
like the {event}
like {event.p}
like {name}
like her/PRP$ {kin}
need a {goods.s}
need {helpful_thing}
have a {goods.s}
own a {building.s}
""",
    "deed": """
walk to/ADP the {place.s}
walk through the {outside.s}
run through the {outside.s}
run to/ADP the {place.s}
dance in the {hall}
dance {manner}
swim in the {lake}
work in the {room.s}
work {manner}
work hard/RB
rest under the trees/NNS
rest {manner}
sail across the {lake}
drive to/ADP the {place.s}
drive too fast/RB
ride through the {outside.s}
dream about the {lake}
smile at the {role}
laugh about the {event.s}
wait for the {vehicle.s}
fish in the {lake}
camp near the {lake}
race through the streets/NNS
talk about the {event}
talk {manner}
hide behind the {furniture.s}
play in the {outside.s}
play {manner}
help the {role}
help {manner}
answer {manner}
duck under the {furniture.s}
fly to/ADP {town}
{gesture} {where}
{gesture} {manner}
""",
    # Clauses within clauses, in a number of their own.
    "acting": """
{someone.n} {do:}
""",
    "far_acting": """
{far.n} {do:}
""",
    **rows("""
someone: {person.n} {person.n} {pronoun.n}
surname: {plain_surname} {composed_name} {composed_name}
town: {composed_name}
often: often always never sometimes still already
modal: can/AUX will/AUX may/AUX might/AUX must/AUX should would could
ship: ship/NN|ships/NNS plane/NN|planes/NNS boat/NN|boats/NNS ferry/NN|ferries/NNS
bottled: box/NN|boxes/NNS bottle/NN|bottles/NNS bag/NN|bags/NNS drawer/NN|drawers/NNS
fault: fire/NN|fires/NNS fight/NN|fights/NNS crime/NN|crimes/NNS fault/NN|faults/NNS
bookable: room/NN table/NN seat/NN flight/NN holiday/NN
game: chess/NN football/NN cards/NNS tennis/NN
tree: tree/NN rose/NN bush/NN hedge/NN
asked: question/NN|questions/NNS letter/NN|letters/NNS call/NN|calls/NNS
page: page/NN|pages/NNS exam/NN|exams/NNS place/NN|places/NNS
tourist: tourist/NN|tourists/NNS visitor/NN|visitors/NNS guest/NN|guests/NNS
ill: patient/NN|patients/NNS child/NN|children=child/NNS soldier/NN|soldiers/NNS
party: party/NN|parties/NNS wedding/NN|weddings/NNS meeting/NN|meetings/NNS
team: team/NN|teams/NNS singer/NN|singers/NNS student/NN|students/NNS
laundry: shirt/NN|shirts/NNS plate/NN|plates/NNS glass/NN|glasses/NNS cup/NN|cups/NNS
hall: hall/NN kitchen/NN street/NN theatre/NN
lake: lake/NN sea/NN river/NN
do: {action} {action} {action} {deed} {state}
act: {action} {action} {action} {deed}
"""),
}
