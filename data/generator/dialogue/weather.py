"""Scenes about the weather of the next days, and about plans that depend on it."""

from __future__ import annotations

from generator.dialogue.conversation import Conversation

_INDOORS = "(stay at home|read a book|clean the house)"
_OUTDOORS = "(have a picnic|sit in the garden|ride my bike|eat outside)"
_PRECAUTIONS = {
    "rain": "take my umbrella",
    "snow": "wear my boots",
    "be cold": "wear my coat",
    "be windy": "wear my jacket",
}


def forecast(talk: Conversation) -> None:
    """Two days with different weather."""
    talk.say(
        "(Do you know what the weather will be like this week?|How will the weather be this week?"
        "|What will the weather be like this week?)"
    )
    fine, bad = (talk.fresh("day"), talk.fresh("fine")), (talk.fresh("day"), talk.fresh("bad"))
    first, second = talk.choice.shuffled([fine, bad])
    talk.say(
        "(It will {first} on {one}|On {one} it will {first}), but"
        " (on {other} it will {second}|it will {second} on {other}).",
        first=first[1],
        one=first[0],
        second=second[1],
        other=second[0],
    )
    day, predicate = talk.choice.one([fine, bad])
    talk.know("forecast_day", day=day, weather=predicate)
    day, predicate = talk.choice.one([fine, bad])
    talk.know("forecast", day=day, weather=predicate)
    talk.ask_back()
    if talk.choice.chance(0.6):
        _conclusion(talk, fine[0], *bad)
        talk.say("(Good idea|That is a good idea|Yes, do that|That sounds good).")


def _conclusion(talk: Conversation, fine_day: str, bad_day: str, bad: str) -> None:
    """What somebody does on which day."""
    if talk.choice.chance(0.5):
        talk.say(f"Then I (can|will) {_OUTDOORS} on {{day}}.", day=fine_day)
    else:
        precaution = _PRECAUTIONS.get(bad, _INDOORS)
        talk.say(f"Then I will {precaution} on {{day}}.", day=bad_day)


def plan(talk: Conversation) -> None:
    """Where to go in fine weather and in bad; and then, what the weather will be."""
    talk.say("(What shall we do|Where shall we go|What can we do) on {day}?", day=talk.fresh("day"))
    places = {
        talk.fresh("fine"): talk.fresh("outdoors"),
        talk.fresh("bad"): talk.fresh("indoors"),
    }
    one, other = talk.choice.shuffled(sorted(places))
    talk.say(
        "If it {one}, (we can|let us|we could) go to the {first}."
        " If it {other}, (we can|let us|we could) go to the {second}.",
        one=_present(one),
        first=places[one],
        other=_present(other),
        second=places[other],
    )
    expected = talk.choice.one([one, other])
    if talk.choice.chance(0.5):
        talk.say(
            "(I heard that it will|My phone says that it will|They say that it will) {weather}.",
            weather=expected,
        )
    else:
        talk.say(
            "(What does the radio say?|What will the weather be like?|Will it {one}?)", one=one
        )
        talk.say(
            "(It will {weather}, I think|I heard that it will {weather}|It will {weather}).",
            weather=expected,
        )
    talk.know("plan", place=places[expected], weather=expected)
    talk.recall(0.6, "plan")


def _present(predicate: str) -> str:
    """The weather of a condition.

    >>> _present("rain"), _present("be sunny")
    ('rains', 'is sunny')
    """
    verb, *rest = predicate.split()
    return " ".join(["is" if verb == "be" else f"{verb}s", *rest])
