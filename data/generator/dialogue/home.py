"""Scenes at home: a book that is lent or brought back, and a list of what to buy."""

from __future__ import annotations

from generator.dialogue.conversation import Conversation
from generator.dialogue.phrases import enumeration

_GOOD_BOOK = "(very good|great|lovely)"
# How the borrower asks for the last day, and how the lender names it.
_HOW_LONG = {
    "(When do you need it back?|When do you want it back?)": (
        "(I need it back by {day}|Please bring it back by {day}|By {day}, please)."
    ),
    "How long can I keep it?": "(You can keep it until {day}|Until {day}, please).",
}
# Whether something is missing on the list, and what the answer is if so, and if not.
_IS_COMPLETE = {
    "Is that all?": ("No, we need {item}, too.", "Yes, that is all."),
    "Anything else?": ("Yes, {item}, please.", "No, that is all."),
    "Do we need anything else?": ("Yes, we need {item}, too.", "No, that is all."),
}


def book(talk: Conversation) -> None:
    """A book is lent, or comes back."""
    talk.choice.one([_lent, _praised, _returned])(talk)


def _lent(talk: Conversation) -> None:
    """The borrower asks for a book."""
    talk.say("Can you lend me a [good] book?")
    _tell_of_book(talk, f"(Of course|Yes|Sure). I have a {_GOOD_BOOK} one about {{topic}}.")
    talk.ask_back()
    question = talk.choice.one(sorted(_HOW_LONG))
    talk.react("(That sounds good|That sounds interesting|Great).")
    talk.say(question)
    day = talk.fresh("day")
    talk.say(_HOW_LONG[question], day=day)
    talk.know("book_day", day=day)
    talk.ask_back()
    talk.react("(All right|No problem), (thank you|thanks).")


def _praised(talk: Conversation) -> None:
    """The lender speaks of a book, and the borrower wants to read it."""
    _tell_of_book(talk, f"I have just read a {_GOOD_BOOK} book about {{topic}}.")
    talk.say("(Oh, can|Can) (you lend it to me|I read it, too|I have it for some days)?")
    day = talk.fresh("day")
    talk.say(
        "(Yes|Of course|Sure), but (I need it back by|please bring it back by) {day}.", day=day
    )
    talk.know("book_day", day=day)
    talk.ask_back()
    talk.react("(All right|No problem), (thank you|thanks).")


def _tell_of_book(talk: Conversation, frame: str) -> None:
    topic = talk.fresh("topic")
    if talk.choice.chance(0.4):
        relative = talk.fresh("relative")
        talk.say(f"{frame} It is my {{relative}}'s.", topic=topic, relative=relative)
        talk.know("book_owner", relative=relative)
    else:
        talk.say(frame, topic=topic)
    talk.know("book_topic", topic=topic)


def _returned(talk: Conversation) -> None:
    """The borrower brings a book back."""
    topic = talk.fresh("topic")
    talk.say(
        "(Here is your book|I have your book here). (Thank you!|Thanks a lot!|Thank you very much!)"
    )
    talk.say("(Oh, which one is it?|Which one was it?|Thanks. Which one is it?)")
    talk.say("The one about {topic}.", topic=topic)
    talk.know("book_returned", topic=topic)
    talk.ask_back()
    talk.say("(Ah, yes. Did you like it?|Did you like it?|And did you like it?)")
    talk.say("Yes, (very much|I read it twice|I liked it a lot|it was great).")


def shopping(talk: Conversation) -> None:
    """Somebody goes to the shop, and the other one says what they need."""
    items = [talk.fresh("grocery"), talk.fresh("grocery")]
    talk.say(
        "I am going to the (shop|shops|market) [now]."
        " (What do we need?|What shall I buy?|What shall I bring?)"
    )
    talk.say(
        "(We need|Please buy|Please bring) {first} and {second}.", first=items[0], second=items[1]
    )
    if talk.choice.chance(0.75):
        question = talk.choice.one(sorted(_IS_COMPLETE))
        more, enough = _IS_COMPLETE[question]
        talk.say(question)
        if talk.choice.chance(0.7):
            items.append(talk.fresh("grocery"))
            talk.say(more, item=items[-1])
        else:
            talk.say(enough)
    talk.know("shopping", list=enumeration(items), first=items[0], last=items[-1])
    talk.ask_back()
    talk.open_with("(All right|Good|Fine).")
