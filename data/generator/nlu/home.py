"""Frames of clocks, rooms and devices; those with `!` are orders, which may be put politely."""

from __future__ import annotations

HOME = {
    "set_alarm": """
! wake me [up] at {time} [<day>]
! wake me [up] <day> at {time}
! set an alarm for {time} [<day>]
! set (the|my) alarm (for|to) {time} [<day>]
! set an alarm <day> for {time}
! wake me [up] in {duration}
! make sure (i am|that i am|i'm) awake <by> [<day>]
! ring at {time} [<day>] [so that i get up]
! (get|ring) me out of bed at {time} [<day>]
i (need|want|have) to (get up|wake up|be up) at {time} [<day>]
i (need|want|have) to (get up|wake up) <by> <day>
i want to sleep until {time} [<day>]
let me sleep for {duration} and then wake me
[i need] an alarm (at|for) {time} [<day>]
! move my alarm from {time} to {time}
do not let me sleep past {time} [<day>]
my train leaves at {time} [<day>] wake me at {time}
i have to be on the train <by> [<day>] so wake me at {time}
! call me at {time} [<day>] so that i get up
""",
    "set_timer": """
! set a timer for {duration}
! set a {timer_name:dish} timer for {duration}
! set {duration} for the ({timer_name:dish}|{timer_name:dishes})
! start a timer of {duration} [for the {timer_name:dish}]
! (count down|start counting down) {duration}
! (tell|warn) me when {duration} (are up|have passed|are over)
! (tell|warn) me in {duration} that the ({timer_name:dish} is|{timer_name:dishes} are) done
! give the ({timer_name:dish}|{timer_name:dishes}) {duration}
! time {duration} [for the {timer_name:dish}]
the ({timer_name:dish} needs|{timer_name:dishes} need) {duration} (start now|say when to stop)
{duration} for the ({timer_name:dish}|{timer_name:dishes})
[i need] a timer for the {timer_name:dish} {duration}
how about {duration} on the clock for the {timer_name:dish}
let the {timer_name:dish} go on for {duration} and then ring
! ring in {duration} for the {timer_name:dish}
! add {duration} to the {timer_name:dish} timer
do not let me forget the ({timer_name:dish}|{timer_name:dishes}) ring in {duration}
! call me when {duration} (are up|have passed)
""",
    "set_temperature": """
! set the {room} to {temperature}
! set the (temperature|heating) [in the {room}] to {temperature}
! make it {temperature} in the {room} [at {time}]
! make the {room} (warmer|cooler) [by {time}]
! (heat|warm|cool) the {room} to {temperature} [<by>]
! turn the (temperature|heating) in the {room} (up|down) to {temperature}
! (turn|put) it (up|down) to {temperature} in the {room}
! keep the {room} at {temperature} [until {time}]
! (raise|lower) the temperature [in the {room}] to {temperature} [<day>]
i (want|would like) {temperature} in the {room} [<by>]
i want the {room} to be {temperature} [when i come home <day>]
it is too (cold|warm) in the {room} (make it|i want) {temperature}
it should be {temperature} in the {room} <by>
the {room} is too (cold|warm) go (up|down) to {temperature}
{temperature} in the {room} [<day>] would be (nice|good|perfect)
can we have {temperature} in the {room} [<day>]
i cannot sleep it is too (cold|warm) in the {room} make it {temperature}
the children wake up when the {room} is too (cold|warm) keep it at {temperature}
""",
    "switch_device": """
! (turn|switch|put) (on|off) the ({device}|{device:lights}) [in the {room}]
! (turn|switch|put) the ({device}|{device:lights}) [in the {room}] (on|off)
! (turn|switch) (on|off) the {room} ({device}|{device:lights})
! (turn|put) the {device} (on|off) [in the {room}] [at {time}]
! (turn|switch) (on|off) the ({device}|{device:lights}) (in|for) {duration}
! (turn|set|dim) the ({device:lamp}|{device:lights}) [in the {room}] to {level}
! (turn|put|set) the {device:loud} (up|down) to {level} [in the {room}]
! make the ({device:lamp}|{device:lights}) in the {room} (brighter|darker)
! make the {device:loud} [in the {room}] (louder|quieter)
! start the {device} [in the {room}] at {time} [<day>]
! (stop|start) the {device} in the {room}
i (want|need) the ({device}|{device:lights}) (on|off) [in the {room}] [<by>]
is the {device} in the {room} still on if so (turn|switch) it off
are the {device:lights} in the {room} still on then (turn|switch) them off
it is too dark in the {room} (turn|switch|put) the ({device:lamp}|{device:lights}) on
let the {device} run [for {duration}]
the ({device:lamp}|{device:lights}) in the {room} at {level} (please|would be nice)
i want to sleep [so] (turn|switch) off the ({device}|{device:lights}) in the {room}
we (leave|have to leave) at {time} (turn|switch) off the {device} (then|by then)
let the {device:loud} play in the {room} [for {duration}]
! wake (me|us) with the {device:loud} in the {room} at {time}
nobody is in the {room} so the ({device}|{device:lights}) can go off
""",
}
