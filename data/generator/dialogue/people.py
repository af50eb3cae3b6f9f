"""Scenes about people: greetings, introductions, homes, work, family, pets, and holidays."""

from __future__ import annotations

from generator.dialogue.conversation import Conversation
from generator.dialogue.phrases import indefinite

_HELLO = "(Hello|Hi)"
_NOT_WELL = (
    "I am (a bit tired because I slept badly|very tired because I work a lot"
    "|tired because my children are ill|not so well because I have a cold)."
)
_SITTING_DOWN = (
    "Excuse me, is this (seat|chair|place) free?",
    "(Yes, of course|Yes, please sit down|Of course, please sit down).",
    "(Thank you|Thanks|Thank you very much).",
)
_NEW_HERE = (
    "Hello! Are you (new here|in this class|in the English class), too?",
    "Yes, I am. (This is my first day|I came here last week|I am a bit early).",
    "(Great!|How nice!|That is nice.)",
)
# Relatives by the question that finds them.
_RELATIVES = {
    "Do you have [any] brothers or sisters?": ("sister", "brother"),
    "Do you have [any] children?": ("daughter", "son"),
    "Do you have [any] family here?": ("aunt", "uncle"),
}
_WOMEN = ("sister", "daughter", "aunt")
_LIKED = {
    "(How was it?|How was it there?)": "It was (wonderful|great|very nice).",
    "(Did you like it?|Did you like it there?|Was it nice?)": "Yes, (very much|it was great).",
}


def greeting(talk: Conversation) -> None:
    """Friends meet; briefly, or with a question about how they are."""
    first, second = talk.fresh("person"), talk.fresh("person")
    talk.names = {0: first, 1: second}
    if talk.choice.chance(0.6):
        talk.open_with(f"{_HELLO}, {{name}}!", name=second)
        talk.open_reply_with(f"{_HELLO}[, {{name}}]!", name=first)
        return
    talk.say(f"{_HELLO}, {{name}}! (How are you?|How are you today?|How are things?)", name=second)
    talk.open_with(f"{_HELLO}, {{name}}!", name=first)
    if talk.choice.chance(0.35):
        talk.say(_NOT_WELL)
        talk.open_with("(Oh, I am sorry|Oh, that is not good|I am sorry to hear that).")
    elif talk.choice.chance(0.5):
        talk.say(
            "(I am fine|I am very well|Very well|Not bad), (thanks|thank you)."
            " (And you?|And how are you?)"
        )
        talk.open_with("(I am fine, too|I am very well|Very well, thanks).")
    else:
        talk.open_with("(I am fine|I am very well|Very well|Not bad), (thanks|thank you).")


def introduction(talk: Conversation) -> None:
    """Strangers tell each other their names."""
    start = talk.choice.one([_SITTING_DOWN, _NEW_HERE, None, None, None, None])
    if start:
        question, answer, reaction = start
        talk.say(question)
        talk.say(answer)
        talk.open_with(reaction)
    else:
        talk.open_with(
            "(Hello!|{hello}!|{hello}! I am your new neighbour."
            "|Hello! I think we are neighbours now.)"
        )
    first, second = talk.fresh("person"), talk.fresh("person")
    talk.say(
        "(I am|My name is) {name}. (What is your name?|And what is your name?|And who are you?)",
        name=first,
    )
    talk.know("name", name=first)
    talk.say(
        "(Hello, {other}!|Hi, {other}!|Nice to meet you, {other}.|Nice to meet you.|Hello!)"
        " (I am|My name is) {name}.",
        name=second,
        other=first,
    )
    talk.know("name", name=second)
    talk.names = {talk.speaker: first, 1 - talk.speaker: second}
    talk.ask_back()
    if talk.choice.chance(0.4):
        talk.open_with("Nice to meet you[, {name}].", name=second)


def home(talk: Conversation) -> None:
    """Which cities they come from."""
    talk.say("(Where do you come from?|Where are you from?|Which city do you come from?)")
    if talk.choice.chance(0.5):
        city = talk.fresh("city")
        talk.say("I (come|am) from {city}. (And you?|And where are you from?)", city=city)
        talk.know("home", city=city)
    city = talk.fresh("city")
    talk.say("I (come|am) from {city}.", city=city)
    talk.know("home", city=city)
    talk.ask_back()
    talk.open_with(
        "(I have never been there|That is a beautiful city|I was there last year"
        "|I would love to go there)."
    )


def job(talk: Conversation) -> None:
    """What they do."""
    talk.say("(What do you do?|What is your job?|What do you do for a living?)")
    if talk.choice.chance(0.5):
        word = indefinite(talk.fresh("job"))
        talk.say("I am {job}. (And you?|And what do you do?|And what is your job?)", job=word)
        talk.know("job", job=word)
    word = indefinite(talk.fresh("job"))
    talk.say("I am {job}.", job=word)
    talk.know("job", job=word)
    talk.ask_back()
    talk.open_with("(That sounds interesting|That sounds nice|That must be hard work).")


def family(talk: Conversation) -> None:
    """A relative of one of them, or one of each."""
    question = talk.choice.one(sorted(_RELATIVES))
    relatives = talk.choice.shuffled(_RELATIVES[question])
    talk.say(question)
    if talk.choice.chance(0.4):
        _relative(talk, relatives.pop(), "(And you?|And do you?)")
    _relative(talk, relatives.pop(), "")
    talk.ask_back()


def _relative(talk: Conversation, relative: str, ending: str) -> None:
    kind, she, her = "man", "he", "his"
    if relative in _WOMEN:
        kind, she, her = "woman", "she", "her"
    values = {"relative": relative, "name": talk.fresh(kind), "she": she, "her": her}
    known = (
        f"Yes, I have {indefinite(relative)}. ({{she}} is called {{name}}|{{her}} name is {{name}})"
    )
    if relative in ("daughter", "son"):
        values["age"] = talk.fresh("age")
        talk.say(f"{known} and {{she}} is {{age}} years old. {ending}", **values)
        fact = "relative_age"
    else:
        values["city"] = talk.fresh("city")
        talk.say(f"{known} and {{she}} lives in {{city}}. {ending}", **values)
        fact = "relative_home"
    talk.know(fact, **values)
    talk.know("relative_name", **values)


def pets(talk: Conversation) -> None:
    """A pet of one of them, or one of each."""
    talk.say("Do you have (a pet|any pets|any animals)?")
    if talk.choice.chance(0.4):
        _pet(talk, "(And you?|And do you?)")
    _pet(talk, "")
    talk.ask_back()
    talk.open_with("(How nice!|That is nice.|I love animals.)")


def _pet(talk: Conversation, ending: str) -> None:
    she, her = talk.choice.one([("she", "her"), ("he", "his")])
    values = {
        "animal": talk.fresh("animal"),
        "name": talk.fresh(f"{she}_pet"),
        "age": talk.fresh("age"),
        "she": she,
        "her": her,
    }
    talk.say(
        "Yes, (I have|we have) a {animal}. ({her} name is {name}|{she} is called {name})"
        f" and {{she}} is {{age}} years old. {ending}",
        **values,
    )
    talk.know("pet_name", **values)
    talk.know("pet_age", **values)


def holiday(talk: Conversation) -> None:
    """Where one of them was, and how it was there."""
    city = talk.fresh("city")
    talk.say("(Where were you on holiday|Where did you go on holiday) [this year|last summer]?")
    talk.say("I was in {city} with my {relative}.", city=city, relative=talk.fresh("relative"))
    talk.know("holiday", city=city)
    talk.ask_back()
    if talk.choice.chance(0.6):
        question = talk.choice.one(sorted(_LIKED))
        talk.say(question)
        talk.say(
            f"{_LIKED[question]} (The people were very friendly|The food was very good"
            "|I want to go there again|We saw a lot)."
        )
    else:
        talk.open_with("(I would love to go there|That is a beautiful city).")
