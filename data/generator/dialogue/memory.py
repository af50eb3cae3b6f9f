"""The questions about what was said before; for each kind of fact, one wording of the answer."""

from __future__ import annotations

import re
from typing import NamedTuple


class Recall(NamedTuple):
    """How a kind of fact is asked for.

    Args:
        question: What somebody asks who was told the fact, or anybody where it is shared.
        answer: The only answer to that.
        test: What somebody asks who told it; empty where nobody would.
        report: The only answer to that; empty where it is `answer`.
        needs: What the answer takes from the turns before; empty for the slots of the answer.
        weight: How often it is asked for, compared with other kinds.
        is_conclusion: Whether nobody said the answer, but what it follows from.
        shared: Whether the fact belongs to both, so that either may ask the question.
    """

    question: str
    answer: str
    test: str = ""
    report: str = ""
    needs: tuple[str, ...] = ()
    weight: float = 1.0
    is_conclusion: bool = False
    shared: bool = False

    def needed(self, values: dict[str, str]) -> list[str]:
        """The phrases without which nobody can answer, for a fact with these values."""
        slots = self.needs or [slot for slot in _SLOT.findall(self.answer) if slot != "{she}"]
        return [slot.format_map(values) for slot in slots]


_SLOT = re.compile(r"\{\w+\}")
_DO_YOU = "(Do you remember|Do you still know)"
RECALLS = {
    "name": Recall(
        "(What was your name again?|Could you tell me your name again?"
        "|What did you say your name was?)",
        "My name is {name}.",
        f"({_DO_YOU} my name?|What was my name again?)",
        "Your name is {name}.",
        weight=0.35,
    ),
    "home": Recall(
        "(Where did you say you come from?|Where are you from again?"
        "|Which city do you come from again?)",
        "I come from {city}.",
        f"({_DO_YOU} where I come from?|Where did I say I come from?)",
        "You come from {city}.",
        weight=2,
    ),
    "job": Recall(
        "(What was your job again?|What did you say you do?|What do you do again?)",
        "I am {job}.",
        f"({_DO_YOU} what I do?|What did I say my job is?)",
        "You are {job}.",
        weight=2.5,
    ),
    "relative_name": Recall(
        "(What is your {relative} called again?|What was your {relative}'s name again?"
        "|What did you say your {relative} is called?)",
        "{she} is called {name}.",
        f"{_DO_YOU} (what my {{relative}} is called?|my {{relative}}'s name?)",
        weight=2,
    ),
    "relative_home": Recall(
        "(Where does your {relative} live again?|Which city does your {relative} live in?"
        "|Where did you say your {relative} lives?)",
        "{she} lives in {city}.",
        f"{_DO_YOU} where my {{relative}} lives?",
        weight=3,
    ),
    "relative_age": Recall(
        "(How old is your {relative} again?|How old did you say your {relative} is?)",
        "{she} is {age} years old.",
        f"{_DO_YOU} how old my {{relative}} is?",
        needs=("{age} years",),
        weight=3,
    ),
    "pet_name": Recall(
        "(What is your {animal} called again?|What was the name of your {animal}?"
        "|What did you say your {animal} is called?)",
        "{she} is called {name}.",
        f"{_DO_YOU} (what my {{animal}} is called?|the name of my {{animal}}?)",
        weight=2,
    ),
    "pet_age": Recall(
        "(How old is your {animal} again?|How old did you say your {animal} is?)",
        "{she} is {age} years old.",
        f"{_DO_YOU} how old my {{animal}} is?",
        needs=("{age} years",),
        weight=2,
    ),
    "holiday": Recall(
        "(Where were you on holiday again?|Where did you say you were on holiday?)",
        "In {city}.",
        f"({_DO_YOU} where I was on holiday?|Where did I say I was on holiday?)",
    ),
    "meeting": Recall(
        "(When do we meet?|When are we meeting?|When did we want to meet?"
        "|On which day and at what time do we meet?)",
        "On {day} {time}.",
        shared=True,
    ),
    "meeting_day": Recall(
        "(On which day do we meet?|Which day did we want to meet?|On what day are we meeting?)",
        "On {day}.",
        shared=True,
    ),
    "meeting_time": Recall(
        "(At what time do we meet?|What time did we want to meet?|What time are we meeting?)",
        "{time}.",
        shared=True,
    ),
    "meeting_place": Recall(
        "(Where do we meet?|Where are we meeting?|Where did we want to meet?)",
        "At the {place}.",
        shared=True,
        weight=2,
    ),
    "appointment": Recall(
        "(When is my appointment?|When do I have to come?|When should I come?)",
        "On {day} {time}.",
        "(When will you come?|When is your appointment?)",
    ),
    "patient": Recall(
        "(What was your name again?|Could you tell me your name again?"
        "|What did you say your name was?)",
        "My name is {name}.",
    ),
    "doctor": Recall(
        "(What was the name of the doctor?|What is the doctor called again?)",
        "Doctor {doctor}.",
    ),
    "party": Recall(
        "(When is your party?|When does your party start?|When was your party again?)",
        "On {day} {time}.",
        f"({_DO_YOU} when my party is?|When did I say my party is?)",
    ),
    "gift": Recall(
        "(What shall I bring?|What should I bring to the party?|What did you want me to bring?)",
        "{gift}.",
        "(What will you bring?|What are you going to bring to the party?)",
    ),
    "guests": Recall(
        "(How many people are coming?|How many people did you invite?)",
        "About {guests}.",
        f"{_DO_YOU} how many people are coming?",
        needs=("about {guests}",),
        weight=3,
    ),
    "order": Recall(
        "(What was your order again?|What did you order again?|What was it that you wanted?)",
        "A {first} and a {second}.",
        f"({_DO_YOU} what I ordered?|Can you tell me what I ordered?)",
        weight=0.8,
    ),
    "price": Recall(
        "(How much was the {item}?|How much is the {item} again?"
        "|How much did you say the {item} is?)",
        "{price}.",
        needs=("{item} is {price}",),
        weight=1.2,
    ),
    "sum": Recall(
        "(How much is that together?|How much is it all together?|What does that make together?)",
        "{sum}.",
        needs=("{first} is {first_price}", "{second} is {second_price}"),
        is_conclusion=True,
    ),
    "bill": Recall(
        "(How much was that?|How much did you say?|How much was it together?)",
        "{sum}.",
        weight=3,
    ),
    "turning": Recall(
        "(Where do I turn {direction} again?|Where did you say I turn {direction}?"
        "|Where do I have to turn {direction}?)",
        "At the {landmark}.",
        "(Where do you turn {direction}?|Where do you have to turn {direction}?)",
    ),
    "walk": Recall(
        "(How many minutes was it?|How long does it take again?"
        "|How many minutes did you say it takes?)",
        "About {minutes} minutes.",
        needs=("{minutes} minutes",),
        weight=2,
    ),
    "line": Recall(
        "(Which bus do I take?|What was the number of the bus?|Which bus was it again?)",
        "Number {line}.",
        "(Which bus do you take?|Which bus do you have to take?)",
        needs=("number {line}",),
    ),
    "destination": Recall(
        "(Where did you want to go again?|Where did you say you want to go?)",
        "To the {place}.",
        weight=2,
    ),
    "lost_thing": Recall(
        "(What did you lose again?|What was it that you lost?|What did you say you lost?)",
        "My {thing}.",
        f"({_DO_YOU} what I lost?|What did I say I lost?)",
        "Your {thing}.",
    ),
    "lost_colour": Recall(
        "(What colour did you say your {thing} is?|What colour is your {thing} again?)",
        "It is {colour}.",
        f"({_DO_YOU} what colour my {{thing}} is?|What colour did I say my {{thing}} is?)",
        weight=1.5,
    ),
    "lost_place": Recall(
        "(Where did you lose your {thing} again?|Where did you have your {thing} last?"
        "|Where did you say you lost your {thing}?)",
        "{where}.",
        f"({_DO_YOU} where I lost my {{thing}}?|Where did I say I lost my {{thing}}?)",
        weight=2.5,
    ),
    "book_topic": Recall(
        "(What is the book about again?|What was the book about?"
        "|What did you say the book is about?)",
        "It is about {topic}.",
        f"{_DO_YOU} what the book is about?",
    ),
    "book_returned": Recall(
        "(Which book was it again?|Which book did you say it is?)",
        "The one about {topic}.",
        weight=3,
    ),
    "book_owner": Recall(
        "(Whose book is it again?|Whose book did you say it is?)",
        "It is my {relative}'s.",
        f"({_DO_YOU} whose book it is?|Whose book did I say it is?)",
        "It is your {relative}'s.",
        weight=1.5,
    ),
    "book_day": Recall(
        "(When do you need the book back?|When do I have to bring the book back?"
        "|When did you want the book back?)",
        "By {day}.",
        "(When will you bring the book back?|When do I get the book back?)",
    ),
    "forecast_day": Recall(
        "(On which day will it {weather}?|When will it {weather}?"
        "|When did you say it will {weather}?)",
        "On {day}.",
        f"(On which day will it {{weather}}?|{_DO_YOU} when it will {{weather}}?)",
        needs=("{weather}", "{day}"),
    ),
    "forecast": Recall(
        "(What will the weather be like on {day}?|How will the weather be on {day}?"
        "|What did you say about the weather on {day}?)",
        "It will {weather}.",
        "What did I say about the weather on {day}?",
    ),
    "plan": Recall(
        "(Where do we go?|Where are we going?|Where shall we go?)",
        "To the {place}.",
        needs=("{place}", "will {weather}"),
        shared=True,
    ),
    "shopping": Recall(
        "(What do we need?|What do we have to buy?|What is on the list?)",
        "{list}.",
        needs=("{first}", "{last}"),
        shared=True,
    ),
}
