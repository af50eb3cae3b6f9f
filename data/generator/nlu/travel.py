"""Frames of travelling and the weather; those with `!` are orders, which may be put politely."""

from __future__ import annotations

TRAVEL = {
    "ask_timetable": """
when does the [next|first|last] {transport} to {to_place:city} leave [<day>]
when does the [next|first|last] {transport} from {from_place:city} to {to_place:city} leave [<day>]
what time is the {transport} from {from_place:city} to {to_place:city} [<day>]
(is|isn't) there (a|another) {transport} to {to_place:city} [<day>] (after|before|around) {time}
(which|what) {transport:vehicles} go from {from_place:city} to {to_place:city} [<day>]
how do i get from {from_place:city} to {to_place:city} <by>
how do i get to {to_place:city} <by> [<day>]
when do i have to leave {from_place:city} to be in {to_place:city} <by>
i need to be in {to_place:city} <by> [<day>] when (should|must) i leave
how long does the {transport} from {from_place:city} to {to_place:city} take
! (tell|show) me [all] {transport:vehicles} to {to_place:city} [<day>]
! (tell me|find out) when the [next|last] {transport} to {to_place:city} (leaves|goes)
! look up [the] {transport:vehicles} from {from_place:city} to {to_place:city} <when>
does the {time} {transport} [from {from_place:city}] stop in {to_place:city}
i am in {from_place:city} how can i reach {to_place:city} [<day>]
to {to_place:city} [<day>] which {transport} is the fastest
(is|isn't) there {travel_class} on the {time} {transport} to {to_place:city}
are there {travel_class} seats on the {transport} to {to_place:city} [<day>]
can {count} people (still get on|take) the {time} {transport} to {to_place:city}
remind me when the {transport} to {to_place:city} leaves [<day>]
""",
    "book_trip": """
! (book|buy|get|reserve) [me] {count} (tickets|seats) to {to_place:city} [<day>]
! (book|buy|get|reserve) {count} (tickets|seats) from {from_place:city} to {to_place:city} [<day>]
! (book|reserve) {count} {travel_class} (seats|tickets) on the {time} {transport} to {to_place:city}
! (book|get) [me|us] a {transport} from {from_place:city} to {to_place:city} <when>
! get me to {to_place:city} <by> [<day>] [{travel_class}]
! book the {time} {transport} to {to_place:city} [<day>] for {count} people
! find [me] a {travel_class} seat to {to_place:city} [from {from_place:city}] and pay for it
! (put|get) (me|us) on the [next|last] {transport} to {to_place:city} [<day>]
i need {count} (seats|tickets) on the {transport} to {to_place:city} [<day>]
i (want|need) to (travel|go|fly) [{travel_class}] from {from_place:city} to {to_place:city} <day>
i (want|would like) a {travel_class} ticket [from {from_place:city}] to {to_place:city} <day>
i'll take the {time} {transport} to {to_place:city} {travel_class} [for {count} people]
we are {count} people and need to be in {to_place:city} <by> [<day>] take the {transport}
{count} (tickets|seats) for the {transport} to {to_place:city} <day> in {travel_class}
! book (me|us) on the {transport} <day> from {from_place:city} [at {time}] to {to_place:city}
from {from_place:city} to {to_place:city} <day> {count} (tickets|seats) please
""",
    "get_weather": """
(what is|what's) the weather like in {place:city} [<day>]
what is the weather (in|for) {place:city} <day>
how (is|will) the weather be in {place:city} <day>
will there be {weather} in {place:city} <day>
(is it|will it be|is it going to be) {weather:sky} in {place:city} [<day>]
do i need (an umbrella|a coat|my sunglasses|gloves|boots) in {place:city} [<day>]
how {weather:felt} (is it|will it be|does it get) in {place:city} [<day>] [at {time}]
is it warm enough in {place:city} [<day>] to (swim|eat outside|go for a run)
what (temperature|temperatures) can i expect in {place:city} <day>
! (tell|show) me the (forecast|weather) for {place:city} [<day>]
! tell me (whether|if) i can (swim|sail|ski) in {place:city} <day>
! check (whether|if) it will be {weather:sky} in {place:city} <day>
any {weather} in {place:city} [<day>]
i am going to {place:city} <day> what should i wear
i fly to {place:city} <day> will it be {weather:sky} there
will the {weather} in {place:city} be over by {date:day}
will it be above {temperature} in {place:city} <day>
i (want|would like) to hear the (forecast|weather) for {place:city} [<day>]
! remind me (what the weather is like|how {weather:felt} it gets) in {place:city} [<day>]
before we leave for {place:city} tell me (whether|if) it is {weather:sky} there
""",
}
