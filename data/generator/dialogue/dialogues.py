"""Finished dialogues: who meets, which scenes they go through, and how they part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from generator.corpus import Choice
from generator.dialogue.appointments import meeting, office, party
from generator.dialogue.cafe import service, treat
from generator.dialogue.conversation import MAX_TURNS, MIN_TURNS, Conversation, ExhaustedError
from generator.dialogue.home import book, shopping
from generator.dialogue.people import family, greeting, holiday, home, introduction, job, pets
from generator.dialogue.town import lost, way, way_to_office
from generator.dialogue.values import DAYTIMES
from generator.dialogue.weather import forecast, plan

# For the leaving, a question and an answer.
MIN_ROOM_TO_LEAVE = 3
Scene = Callable[[Conversation], None]
_LEAVING = (
    "(I have to go now|It is late, and I have to go|My bus is coming, so I have to go"
    "|Oh, I must go now)."
)
_THANKS = "(Thank you very much|Thank you for your help|Thank you very much for your help)."
_GOODBYE = "(Goodbye!|Goodbye. Have a nice {time_of_day}!|Have a nice {time_of_day}!)"


class Plot(NamedTuple):
    """A kind of dialogue.

    Args:
        share: How often a dialogue is of this kind.
        opening: How the two begin.
        scenes: What they may speak of then, by its weight.
        leaving: How somebody says that it is time to part.
        farewell: How the one who speaks first says goodbye.
    """

    share: float
    opening: Scene
    scenes: Mapping[Scene, float]
    leaving: str
    farewell: str


_PLOTS = [
    Plot(
        0.42,
        greeting,
        {
            meeting: 1.4,
            book: 1.2,
            forecast: 0.7,
            plan: 0.8,
            party: 1.0,
            lost: 0.8,
            holiday: 0.8,
            shopping: 0.8,
            treat: 0.8,
        },
        _LEAVING,
        "(See you soon|See you|Bye){name}!",
    ),
    Plot(
        0.26,
        introduction,
        {home: 1.0, job: 1.0, family: 1.2, pets: 1.0, holiday: 0.6, meeting: 0.4, forecast: 0.4},
        _LEAVING,
        "(It was nice to meet you{name}. Goodbye!|Goodbye{name}!)",
    ),
    Plot(0.18, service, {lost: 1.0, way: 1.2}, _THANKS, _GOODBYE),
    Plot(0.06, way, {lost: 1.0, forecast: 1.0}, _THANKS, _GOODBYE),
    Plot(0.08, office, {way_to_office: 1.0}, _THANKS, _GOODBYE),
]


def dialogue(choice: Choice) -> Conversation:
    """A random dialogue of four to ten turns."""
    plot = _PLOTS[choice.weighted({n: plot.share for n, plot in enumerate(_PLOTS)})]
    daytime = choice.one(DAYTIMES)
    while True:
        talk = Conversation(choice, daytime)
        try:
            _play(talk, plot)
        except ExhaustedError:
            continue
        if MIN_TURNS <= len(talk.turns) <= MAX_TURNS:
            return talk


def _play(talk: Conversation, plot: Plot) -> None:
    """The opening, scenes for some turns, questions, and a farewell."""
    plot.opening(talk)
    goal = talk.choice.one(range(3, 8))
    if talk.host is None:
        goal = max(goal, len(talk.turns) + 1)  # the opening was no scene
    left = dict(plot.scenes)
    while len(talk.turns) < goal and left:
        talk.recall(0.06)
        scene = talk.choice.weighted(left)
        if len(talk.turns) > 2:
            talk.change_topic()
        del left[scene]
        scene(talk)
    if len(left) < len(plot.scenes) and talk.choice.chance(0.7):
        _leave(talk, plot)
    talk.recall(0.95)
    talk.recall(0.5)
    if talk.room and not talk.is_seated and talk.choice.chance(0.4):
        _part(talk, plot.farewell)


def _leave(talk: Conversation, plot: Plot) -> None:
    """Gives the other one the word, who has more to ask than the next speaker."""
    if talk.is_seated or talk.speaker == talk.host or talk.room < MIN_ROOM_TO_LEAVE:
        return
    if sum(talk.weights(delay=1).values()) > sum(talk.weights().values()):
        talk.say(plot.leaving)
        talk.open_with("(Wait a moment|One moment, please).")
        if not talk.recall(1.0):
            talk.drop_opening()


def _part(talk: Conversation, farewell: str) -> None:
    """One or two turns of farewell."""
    if talk.next_meeting and talk.choice.chance(0.7):
        farewell = "See you {then}{name}!"
    talk.say(farewell, then=talk.next_meeting, name=_vocative(talk))
    if talk.room and talk.choice.chance(0.4):
        talk.say("(Goodbye|Bye){name}!", name=_vocative(talk))


def _vocative(talk: Conversation) -> str:
    """The name of the one who listens, if it is known; not always."""
    name = talk.names.get(1 - talk.speaker)
    return f", {name}" if name and talk.choice.chance(0.6) else ""
