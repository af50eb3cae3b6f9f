"""Scenes that end with a day and a time: friends meet, a patient calls a doctor, a party."""

from __future__ import annotations

from typing import NamedTuple

from generator.dialogue.conversation import Conversation
from generator.dialogue.phrases import indefinite
from generator.dialogue.values import DAYTIMES, Time, times

_FINE = "(Yes, that is fine|Perfect|Yes, that is good for me|Yes, I have time then)."
_BUSY = (
    "(Sorry, I have to work on {day}|I am busy on {day}|Sorry, {day} is not so good for me)."
    " (Is {new} possible?|How about {new}?|Can we say {new}?)"
)
_OTHER_TIME = "(Yes, {day} is good|{day} is fine), but (can|could) {meet} {new}?"
_SHIFTED = "(Yes, {day} is good|{day} is fine), but (can|could) we make it an hour {direction}?"
_CHANGES = {"none": 0.45, "day": 0.22, "time": 0.15, "hour": 0.18}


class Calendar(NamedTuple):
    """How two people look for a time.

    Args:
        proposal: How the first of them names a day and a time.
        meet: What the second one asks to do at another time.
        days: A kind of days.
        times: What times are possible.
    """

    proposal: str
    meet: str
    days: str
    times: list[Time]


_OF_FRIENDS = Calendar(
    "(How about|What about) {day} {time}?", "we meet", "day", times(range(2, 11))
)
_OF_DOCTOR = Calendar(
    "(Can you come on|How about) {day} {time}?", "I come", "workday", times((2, 3, 4, 8, 9, 10))
)
_OFFICE_HOURS = DAYTIMES[:2]
_OF_PARTY = times(range(4, 10))


def _arranged(talk: Conversation, calendar: Calendar) -> tuple[str, Time]:
    """A proposal, perhaps another one, and an agreement."""
    day, time = talk.fresh(calendar.days), talk.fresh_time(calendar.times)
    talk.say(calendar.proposal, day=day, time=f"at {time}")
    change = talk.choice.weighted(_CHANGES)
    if change == "none":
        talk.say(_FINE)
        return day, time
    if change == "day":
        before, day = day, talk.fresh(calendar.days)
        talk.say(_BUSY, day=before, new=day)
        agreement = (
            "(Yes, {day} is fine, too|All right, on {day} {time}|Yes, {day} {time} is good)."
        )
        talk.say(agreement, day=day, time=f"at {time}")
        return day, time
    if change == "time":
        time = talk.fresh_time(calendar.times)
        talk.say(_OTHER_TIME, day=day, meet=calendar.meet, new=f"at {time}")
    else:
        hours = talk.choice.one([-1, 1])
        time = talk.use(time.after(hours))
        talk.say(_SHIFTED, day=day, direction="later" if hours > 0 else "earlier")
    talk.say("(Of course|No problem|Sure|Yes), {time} [then].", time=f"at {time}")
    return day, time


def meeting(talk: Conversation) -> None:
    """Two people want to do something together."""
    talk.say(
        "(Shall we|Do you want to|Would you like to) {activity} [together] [this week]?",
        activity=talk.fresh("activity"),
    )
    talk.say(
        "(Good idea|Yes, I would love to|Yes, that would be nice|With pleasure)."
        " (When do you have time?|When?|When are you free?)"
    )
    day, time = _arranged(talk, _OF_FRIENDS)
    kind = talk.choice.weighted({"meeting": 2.0, "meeting_day": 1.0, "meeting_time": 1.0})
    talk.know(kind, day=day, time=f"at {time}")
    talk.next_meeting = f"on {day}"
    if talk.choice.chance(0.5):
        _place(talk)
    talk.ask_back()


def _place(talk: Conversation) -> None:
    """Where they meet."""
    place = talk.fresh("meeting_place")
    if talk.choice.chance(0.6):
        talk.react("(Good|Fine|All right).")
        talk.say("(Where do we meet?|Where shall we meet?|And where?)")
        talk.say(
            "(At the {place}|Let us meet at the {place}|I will wait at the {place}).", place=place
        )
    else:
        talk.react("(Good|Fine|All right).")
        talk.say("(Let us meet|I will wait for you) at the {place}.", place=place)
    talk.know("meeting_place", place=place)


def office(talk: Conversation) -> None:
    """A patient calls a doctor's office."""
    doctor, name = talk.fresh("doctor"), talk.fresh("person")
    talk.host, talk.daytime = 0, talk.choice.one(_OFFICE_HOURS)
    talk.say(
        "({hello}|Hello), Doctor {doctor}'s office."
        " (Can I help you?|How can I help you?|What can I do for you?)",
        doctor=doctor,
    )
    talk.know("doctor", doctor=doctor)
    wish = "(I need|I would like) an appointment[, please]."
    if talk.choice.chance(0.5):
        talk.say(f"({{hello}}|Hello). My name is {{name}}, and {wish}", name=name)
    else:
        talk.say(f"({{hello}}|Hello). {wish}")
        talk.say("(Of course|Certainly). (What is your name, please?|And your name, please?)")
        talk.say("(My name is {name}|I am {name}|{name}).", name=name)
    talk.know("patient", name=name)
    talk.ask_back()
    talk.open_with("Thank you[, {name}].", name=name)
    day, time = _arranged(talk, _OF_DOCTOR)
    talk.keep("appointment", 0, {"day": day, "time": f"at {time}"})
    talk.next_meeting = f"on {day}"


def party(talk: Conversation) -> None:
    """Somebody invites somebody, who may bring something."""
    day, time = talk.fresh("day"), talk.fresh_time(_OF_PARTY)
    talk.say(
        "I am having a [birthday] party on {day} {time}. (Can you come?|Would you like to come?)",
        day=day,
        time=f"at {time}",
    )
    talk.know("party", day=day, time=f"at {time}")
    talk.next_meeting = f"on {day}"
    talk.say(
        "(Yes, I would love to|With pleasure|Yes, of course)."
        " (What can I bring?|Shall I bring something?|Can I bring anything?)"
    )
    gift = indefinite(talk.fresh("gift"))
    talk.say("(Please bring {gift}|{gift} would be nice|{gift} would be great).", gift=gift)
    talk.know("gift", gift=gift)
    if talk.choice.chance(0.4):
        guests = talk.fresh("guests")
        talk.react("(All right|No problem|Good).")
        talk.say("How many people (are coming|did you invite)?")
        talk.say("About {guests}[, I think].", guests=guests)
        talk.know("guests", guests=guests)
    else:
        talk.open_with("(All right|No problem|Good, I will do that).")
    talk.ask_back()
