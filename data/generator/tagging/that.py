"""Rules with "that": a conjunction, a determiner, a pronoun that stands alone or refers back."""

from __future__ import annotations

from generator.language_model.words import rows

THAT: dict[str, str | list[str]] = {
    "that": """
{someone.n} {say:} that/SCONJ {acting} .
{someone.n} {say:} that/SCONJ {far_acting} .
{someone.n} {say:} that/SCONJ the {event.p} {event_state:p} .
{someone.n} {say:} that/SCONJ {role.p} {do:p} .
{someone.n} {say:} that/SCONJ {thing.p} be:p {thing_adjective} .
{someone.n} {say:} that/SCONJ {event.p} {event_state:p} .
{someone.n} {say:} that/DET {goods.s} be:s {thing_adjective} .
{someone.n} {say:} that/DET {counted_event} {event_state:s} .
{someone.n} {say:} that/DET {role.s} {do:s} .
{someone.n} {know:} that/DET {role.s} {mark.s} .
{someone.n} {know:} that/DET {person_adjective} {role.s} {mark?.s} very well/RB .
{someone.n} {like_thing:} that/DET {thing_adjective} {thing.s} {spot} .
{someone.n} {know:} that/SCONJ {role.p} {mark.p} {do:p} .
{someone.n} {know:} that/SCONJ {person_adjective} {role.p} {do:p} .
that/DET {event.s} {event_state:s} .
that/DET {person_adjective} {role.s} {do:s} .
that/DET {role.s} {mark.s} {do:s} .
that/PRON/DT be:s the {event.s} about the {lake} .
that/PRON/DT {surprise:s} the {role} .
that/PRON/DT be:s {speech_adjective} .
that/PRON/DT will/AUX {surprise:VB} everybody .
{someone.n} {know:} that/PRON/DT .
{someone.n} {know:} that/PRON/DT already .
{someone.n} have:/AUX hear:VBN that/PRON/DT before/RB .
after/ADP that/PRON/DT , {someone.n} {do:} .
who {say:s} that/PRON/DT ?
{someone.n} do:/AUX not want:VB that/PRON/DT .
be:s that/PRON/DT the {tool.s} of the {role} ?
do:s/AUX that/DET {vehicle.s} stop:VB {where} ?
the {role.n} that/WDT {do:} {deed:} .
the {thing.n} that/WDT {person} {get_thing:VBD} {thing_state:} .
the {thing_adjective} {thing.n} that/WDT {far} {get_thing:VBD} {thing_state:} .
past> {someone.n} buy: the {goods} that/WDT {person} {get_thing:VBD} .
pres> the {plant.p} the {role.p} water:VBP {plant_state:p} .
pres> the {thing.p} the {role.p} {handle_thing:VBP} {thing_state:p} .
pres> the {thing.p} {person.p} {handle_thing:VBP} {where} {thing_state:p} .
the {thing.p} and the {tool.p} of the {role.p} {thing_state:p} .
{someone.n} thank: the {role} that/WDT {help:VBD} her/PRP .
the {story.s} that/SCONJ {person} {tell:VBD} the {story_text} {speech_state:s} .
the {story.s} that/WDT {person} {tell:VBD} {speech_state:s} .
the {story.s} that/SCONJ {far} {tell:VBD} the {story_text} {speech_state:s} .
the {story.s} that/WDT {far} {tell:VBD} {speech_state:s} .
{someone.n} believe: the {story.s} that/SCONJ {person} {tell:VBD} the {story_text} .
{someone.n} believe: the {story.s} that/WDT {person} {tell:VBD} .
{someone.n} have: the {hope.s} that/SCONJ {person.p} will/AUX {do:VB} .
the {hope.s} that/SCONJ {person} will/AUX {do:VB} {surprise:s} the {role} .
the {hope.s} that/WDT {person} {have_hope:VBD} {surprise:s} the {role} .
the {thing.n} be: so {thing_adjective} that/SCONJ {person} {do_past:VBD} it .
the {role.n} be: so {mood} that/SCONJ {person} {do_past:VBD} them .
the {event.n} be: not that/ADV {event_adjective} .
be: the {event.n} that/ADV {event_adjective} ?
the {tool.n} be: not that/ADV {size} .
it be:s not that/DET {tool.s} .
be:s it that/DET {event.s} ?
this/DET {event.s} be:s {event_adjective} .
this/PRON be:s the {tool.s} of the {role} .
these/DET {thing.p} be:p {thing_adjective} .
those/PRON be:p the {thing.p} of the {role} .
{someone.n} {like_thing:} those/DET {plant.p} {spot} .
""",
    "story_text": """
letter/NN
book/NN
last/JJ page/NN
poem/NN
news/NN
""",
    **rows("""
say: say think know hope fear dream claim guess answer report promise shout
know: know remember like
handle_thing: label stamp box guard like need use own watch mark handle
like_thing: like need use own love
get_thing: buy sell find see lose hide leave draw
tell: write sell send read hear
counted_event: film/NN show/NN race/NN match/NN party/NN meeting/NN test/NN
hope: hope/NN|hopes/NNS fear/NN|fears/NNS idea/NN|ideas/NNS dream/NN|dreams/NNS
have_hope: have share describe
help: help guide nurse call guard
do_past: photograph hide film follow lose remember watch
"""),
}
