"""Rules of speech, numbers, prices, foreign words and things left unsaid."""

from __future__ import annotations

from generator.language_model.words import rows

TALK: dict[str, str | list[str]] = {
    "talk": """
yes , {someone.n} {do:} .
no/INTJ , {someone.n} do:/AUX not {do:VB} .
no/INTJ , the {event.n} be: not {event_adjective} .
no/DT {role.n} {mark?.n} {do:} .
no/DT {event.s} {event_state:s} .
well/INTJ , {someone.n} {do:} .
well/INTJ , {someone.n} {modal} {act:VB} .
oh , that/PRON/DT be:s {event_adjective} !
please {action:IMP} .
{action:IMP} , please .
please:IMP the {role} , not her/PRP$ {kin} .
"/`` {short_speech} , "/'' {say_it:} {person.n} .
"/`` {short_speech} , "/'' {say_it:} the {role.n} {mark.n} .
{person.n} {say_it:} , "/`` {short_speech} . "/''
the {goods.n} ( {digits} pounds/NNS ) {thing_state:} .
the {role.n} ( {mark_inside} ) {do:} .
{person.n} ( {mark_inside} ) {do:} .
hello , {name} !
goodbye , {title} {surname} , and {action:IMP} !
""",
    "foreign_words": """
"/`` {foreign} , "/'' {say_it:} {person.n} .
{person.n} {say_it:} "/`` {foreign} "/'' and {do:} .
"/`` {foreign} ! "/'' {say_it:} {person.n} .
the {agent.s} say:s "/`` {foreign} "/'' to/ADP the {role} .
""",
    "mark_inside": """
from {town}
a friend/NN of {name}
not {name}
in/IN {colour}
""",
    "short_speech": """
I will/AUX {do:VB}
{action:IMP}
the {event.s} be:s {event_adjective}
that/PRON/DT be:s {speech_adjective}
you can/AUX {do:VB}
we must/AUX {do:VB}
no/DT {role.s} {do:s}
well/INTJ , we may/AUX {do:VB}
""",
    "numbers": """
the {goods.n} cost: £/$ {price} .
the {utensil.n} cost: $/$ {price} .
the {utensil.n} {spot} belong: to/ADP {title} {surname} .
{age} % of the {role.p} {do:p} .
page/NN {digits} of the {paper.s} {speech_state:s} .
room/NN {digits} be:s {place_adjective} .
{person.n} be: {age} years/NNS old/JJ .
past> {someone.n} visit:VBD {town} in {year} .
past> {title} {surname} open:VBD the {building.s} in {year} .
past> the {agent.n} {do:} in {year} .
past> the {agent.n} from {town} {do:} .
one {role.s} {do:s} .
one/NUM of the {role.p} {do:s} .
the {colour} one/NN|ones/NNS belong: to/ADP the {agent} .
the {agent.n} show: great/JJ {abstract} .
the {abstract} of the {agent} {surprise:s} the {role} .
{abstract} and {abstract} be:p {rare} .
{someone.n} {act:} {manner} .
the {look} {agent.n} {gesture:} {manner} .
the {agent.n} {mark?.n} {gesture:} .
{someone.n} be: too {look} to/TO {gesture:VB} .
{someone.n} seem: {look} and {look} .
{someone.n} sell: the {utensil} {manner} .
{someone.n} need: a new/JJ {utensil.s} for the {room.s} .
the {agent.s} , {title} {surname} , {gesture:s} .
without {abstract} , nobody {do:s} .
""",
    "rare": """
rare/JJ
important/JJ
good/JJ things/NNS
""",
    "unsaid": """
{name} play:s the {instrument.s} and {name} ^play:s the {instrument.s} .
past> the {role.n} order:VBD the {dish.s} and the {role.n} ^order:VBD the {dish.s} .
past> {name} visit:VBD {town} in {year} and {name} ^visit:VBD {town} in {year} .
past> {name} buy:VBD a {goods.s} and the {role.n} ^buy:VBD a {goods.s} .
past> the {role.n} {mark.n} paint:VBD the {surface.s} and {name} ^paint:VBD the {surface.s} .
{name} like:s {event.p} and {name} ^like:s {event.p} .
the {role.s} water:s the {plant.p} and {name} ^water:s the {crop.p} .
{name} will/AUX watch:VB the {event.s} and the {role.s} ^will/AUX ^watch:VB the {contest.s} .
""",
    **rows("""
say_it: say answer reply shout whisper
foreign: bonjour gracias merci ciao danke
"""),
}
