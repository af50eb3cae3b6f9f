"""Scenes in a town: the way to a place, and a thing that was lost."""

from __future__ import annotations

from generator.dialogue.conversation import Conversation

_MORE = (
    "(Can I do anything else for you?|Is there anything else?|Can I help you with anything else?)"
)
_WHERE_TO = (
    "(How do I get to the {place}?|Where is the {place}, please?|I am looking for the {place}."
    "|Can you tell me the way to the {place}?)"
)
_FROM_WHERE = "(How do I get to you|How do I get to your office) from the {place}?"
# How the way begins for somebody who stands here, and for anybody.
_FROM_HERE = "(Go straight on and|Walk down this street and|Go down this street and)"
_FROM_ANYWHERE = "(Go straight on and|Walk straight on and)"
# How a walker asks, and what the answer is.
_HOW_FAR = {
    "How long does it take?": "(It takes about|About) {minutes} minutes [on foot].",
    "How far is it?": "(It is about|About) {minutes} minutes on foot.",
    "(Is it far?|Is it a long way?)": "No, (it is about|about) {minutes} minutes on foot.",
}
_OPPOSITE = {"left": "right", "right": "left"}


def _word_to_guest(talk: Conversation) -> None:
    """Lets a guest speak, if the other one works here."""
    if talk.host == talk.speaker:
        talk.drop_opening()
        talk.say(_MORE)
        talk.open_with("Yes, (please|one thing).")


def way(talk: Conversation) -> None:
    """Somebody asks the way to a place."""
    _word_to_guest(talk)
    if not talk.turns:
        talk.open_with("Excuse me,")
    place = talk.fresh("sight")
    talk.say(_WHERE_TO, place=place)
    talk.know("destination", place=place)
    _directions(talk, _FROM_HERE)


def way_to_office(talk: Conversation) -> None:
    """Somebody on the phone asks how to come."""
    _word_to_guest(talk)
    talk.say(_FROM_WHERE, place=talk.fresh("sight"))
    _directions(talk, _FROM_ANYWHERE)


def _directions(talk: Conversation, start: str) -> None:
    """The way, and perhaps how long it takes."""
    talk.host = talk.speaker
    if talk.choice.chance(0.3):
        _by_bus(talk)
        talk.ask_back()
    else:
        _on_foot(talk, start)
        talk.ask_back()
        if talk.choice.chance(0.6):
            question = talk.choice.one(sorted(_HOW_FAR))
            talk.say(question)
            minutes = talk.fresh("minutes")
            talk.say(_HOW_FAR[question], minutes=minutes)
            talk.know("walk", minutes=minutes)
    talk.react("(Thank you|Thanks|Thank you very much).")


def _by_bus(talk: Conversation) -> None:
    line = talk.fresh("line")
    talk.say(
        "(You can take the bus|Take the bus|The best way is the bus), number {line}."
        " [It stops (near|in front of) the {landmark}.]",
        line=line,
        landmark=talk.fresh("landmark"),
    )
    talk.know("line", line=line)


def _on_foot(talk: Conversation, start: str) -> None:
    direction, landmark = talk.fresh("direction"), talk.fresh("landmark")
    values = {"direction": direction, "landmark": landmark}
    talk.say(
        f"{start} turn {{direction}} at the {{landmark}}. [Then turn {{other}} at the {{next}}.]",
        other=_OPPOSITE[direction],
        next=talk.fresh("landmark"),
        **values,
    )
    talk.know("turning", **values)


def lost(talk: Conversation) -> None:
    """Somebody has lost a thing, and says what it looks like and where it may be."""
    _word_to_guest(talk)
    thing, colour = talk.fresh("thing"), talk.fresh("colour")
    values = {"thing": thing, "colour": colour}
    loser = talk.speaker
    if talk.choice.chance(0.4):
        talk.say("I (have lost|cannot find) my {colour} {thing}.", **values)
    else:
        asks = talk.choice.chance(0.5)
        talk.say(f"I (have lost|cannot find) my {{thing}}. {'Have you seen it?' * asks}", **values)
        talk.open_with("No, (sorry|I am sorry)." if asks else "(Oh no!|I am sorry.)")
        talk.say("(What colour is it?|What does it look like?)")
        talk.say("It is {colour} [and quite new].", **values)
    talk.know("lost_colour", **values)
    talk.know("lost_thing", **values)
    talk.ask_back()
    if talk.choice.chance(0.75):
        _last_place(talk, thing, loser)
    else:
        talk.say("(I will tell you if I see it|I hope you will find it|Sorry, I have not seen it).")


def _last_place(talk: Conversation, thing: str, loser: int) -> None:
    where = f"in the {talk.fresh('inside')}"
    if talk.choice.chance(0.35):
        where = f"on the {talk.fresh('vehicle')}"
    talk.say("(Where did you have it last?|Where did you lose it?|Do you know where you lost it?)")
    talk.say(
        "(I think I lost it {where}|I was {where} this morning|{where}, I think).", where=where
    )
    talk.know("lost_place", thing=thing, where=where)
    talk.ask_back()
    if talk.speaker != loser:
        talk.open_with("(I will look for it|I hope you will find it|I will tell you if I see it).")
