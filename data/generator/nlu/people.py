"""Frames of music, people and lists; those with `!` are orders, which may be put politely."""

from __future__ import annotations

PEOPLE = {
    "play_music": """
! play {song}
! play {song} by {artist}
! play (something|a song|the latest song|music) by {artist} [in the {room}]
! play [some] {genre} [in the {room}]
! play (my|our) {playlist} playlist [in the {room}]
! put on [some] {genre} [in the {room}] [for {duration}]
! put on {song} [by {artist}]
! (put|turn) on my {playlist} (playlist|music)
i (want|would like|need) to hear (more|something|the songs) by {artist}
i (want|would like) to (hear|listen to) {song} [by {artist}]
i need (some|a bit of) {genre} [in the {room}]
! start my {playlist} playlist [with {song}]
let me hear {song} [by {artist}] [once more]
(do you know|do you have) {song} by {artist} then play it
how about [some] {genre} (in the {room}|for {duration})
! (wake the house with|fill the {room} with) {genre}
i cannot sleep (play|put on) some {genre} [in the {room}]
! remind me how {song} goes and play it
we have {count} people here for dinner (play|put on) {genre}
! set the {room} to {genre}
""",
    "send_message": """
! (tell|text) {contact:person} <message>
! (tell|text) {contact:person} that {message:clause}
! (write|send) {contact:person} (a message|a text) (saying|that says) <message>
! send a message to {contact:person} saying <message>
! send <message> to {contact:person}
! let {contact:person} know that {message:clause}
! write to {contact:person} <message>
! answer {contact:person} <message>
! text <message> to {contact:person}
! pass this on to {contact:person} <message>
{contact:person} should know that {message:clause}
i want to (tell|text|write to) {contact:person} <message>
i have to tell {contact:person} that {message:clause}
[a|new] message to {contact:person} <message>
! say <message> to {contact:person} in a (text|message)
! (reply|write back) to {contact:person} <message>
! send <message> to the mobile of {contact:person}
before i forget (tell|text) {contact:person} <message>
""",
    "make_call": """
! call {contact:person}
! call {contact:person} on (her|his|the|their) mobile
! (ring|phone|dial) {contact:person}
! (ring|phone|call) {contact:person} at {time} [<day>]
! get {contact:person} on the (phone|line)
! put me through to {contact:person}
! connect me (with|to) {contact:person}
! call the office number of {contact:person}
! try {contact:person} again [on (her|his|the) mobile]
i (want|need|would like|have) to (speak|talk) to {contact:person}
i (want|need|would like) to (call|ring|phone) {contact:person} [<when>]
can i (speak|talk) to {contact:person} [now]
is {contact:person} there let me (talk|speak) to (her|him|them)
! give {contact:person} a (call|ring) [<when>]
i have something to tell {contact:person} put me through
let me (talk to|speak to|speak with) {contact:person}
i forgot to (call|ring) {contact:person} (do it now|do that)
before we leave i need to (speak|talk) to {contact:person}
! wake {contact:person} with a call <when>
""",
    "add_to_list": """
! add {item} to (my|the|our) {list_name} list
! add <goods> to (my|the|our) {list_name} list
! put {item} on (my|the|our) {list_name} list
! put ({item:errand}|{item:errand}|{item}) on (my|the|our) (list|{list_name} list)
! put <goods> on (my|the|our) [{list_name}] list
! (write|note) {item} [down] on (my|the|our) {list_name} list
! add {item:errand} to (my|the|our) {list_name} list
! (write|note) down <goods>
we (need|are out of) {item} (put|write) that on the {list_name} list
we need <goods> [on the list]
i (need|want) {item} and {item} on (my|the) {list_name} list
! add {item} and {item} to (my|the|our) [{list_name}] list
{item} (should|must) go on (my|the|our) {list_name} list
(my|the|our) {list_name} list needs <goods>
{item:errand} (should|must) be on (my|the|our) {list_name} list
we will need {item} for {date:day} note that
! put <more> on the list
<goods> for the {list_name} list
before i forget {item} and {item} for the {list_name} list
do not let me forget {item} put it on the {list_name} list
we are {count} people so add <goods> to the {list_name} list
""",
    "set_reminder": """
! remind me to {task}
! remind me to {task} <when>
! remind me <when> to {task}
! remind me in {duration} to {task}
! remind {contact:person} to {task} [<when>]
! set a reminder to {task} [<when>]
! set a reminder for {time} [<day>] to {task}
! make sure (i|that i) {task} [<when>]
do not let me forget to {task} [<when>]
i must not forget to {task} [<when>]
! tell me <when> to {task}
! tell me in {duration} to {task}
i have to {task} <when> (remind me|do not let me forget)
! add a reminder (that i have|for me) to {task} [<when>]
<when> i have to {task} remind me
will you remind me to {task} [<when>]
""",
}
