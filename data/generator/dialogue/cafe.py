"""Scenes in a café: prices, orders, sums and change; and a friend who goes to order."""

from __future__ import annotations

from typing import NamedTuple

from generator.dialogue.conversation import Conversation
from generator.dialogue.values import euros

_WELCOME = "(Hello|{hello})!"
_WHAT = "(What would you like?|What can I get you?|What can I bring you?)"
_ORDER = "(I would like|I will have|I will take) a {first} and a {second}, please."
_CERTAINLY = "(Of course|Certainly|With pleasure)."
# Whether the guest wants more, and that this is not so.
_MORE = {
    "Is that all?": "Yes, (thank you|that is all|thanks).",
    "(Anything else?|Would you like anything else?)": "No, (thank you|thanks|that is all).",
}
# Banknotes with which a guest pays.
SMALL_NOTE, LARGE_NOTE = 10, 20


class Item(NamedTuple):
    """Something on the menu; the price in euros."""

    name: str
    price: int

    def __str__(self) -> str:
        """What the waiter says of it."""
        return f"{self.name} is {euros(self.price)}"


def _items(talk: Conversation, *kinds: str) -> list[Item]:
    """Items with different prices, none of which two others have together."""
    names = [talk.fresh(kind) for kind in kinds]
    while True:
        prices = [talk.choice.one(range(1, 9)) for _ in names]
        if len(set(prices)) == len(prices) and sum(prices) != 2 * max(prices):
            return [Item(*pair) for pair in zip(names, prices, strict=True)]


def service(talk: Conversation) -> None:
    """A guest orders, and perhaps pays."""
    guest = 1
    if talk.choice.chance(0.35):
        guest = 0
        talk.say(f"{_WELCOME} (Can I order, please?|I would like to order, please.)")
        talk.say(f"{_CERTAINLY} {_WHAT}")
    else:
        talk.say(f"{_WELCOME} {_WHAT}")
        if talk.choice.chance(0.5):
            talk.open_with(_WELCOME)
    talk.host = 1 - guest
    first, second = talk.choice.one([_asking, _ordering, _recommending])(talk)
    talk.keep("order", guest, {"first": first.name, "second": second.name})
    _know_prices(talk, first, second, by=talk.host)
    talk.ask_back()
    talk.is_seated = True
    _payment(talk, first.price + second.price)


def _know_prices(talk: Conversation, first: Item, second: Item, by: int) -> None:
    """What two things cost, and what they cost together."""
    one = talk.choice.one([first, second])
    talk.keep("price", by, {"item": one.name, "price": euros(one.price)})
    prices = {"first_price": euros(first.price), "second_price": euros(second.price)}
    names = {"first": first.name, "second": second.name}
    talk.keep("sum", by, {**names, **prices, "sum": euros(first.price + second.price)})


def _asking(talk: Conversation) -> tuple[Item, Item]:
    """The guest asks what things cost before the order."""
    first, second = _items(talk, *talk.choice.shuffled(["drink", "dish"]))
    talk.say("(How much is|What is the price of) the {item}[, please]?", item=first.name)
    talk.say("The {item}.", item=str(first))
    talk.say("And (the {item}?|how much is the {item}?)", item=second.name)
    talk.say("The {item}.", item=str(second))
    talk.open_with("(Good, then|Fine, then|Then|All right,)")
    talk.say(_ORDER, first=first.name, second=second.name)
    return first, second


def _ordering(talk: Conversation) -> tuple[Item, Item]:
    """The guest orders, and the waiter says what the things cost."""
    first, second = _items(talk, *talk.choice.shuffled(["drink", "dish"]))
    talk.say(_ORDER, first=first.name, second=second.name)
    talk.say(
        f"{_CERTAINLY} The {{first}} and the {{second}}.", first=str(first), second=str(second)
    )
    return first, second


def _recommending(talk: Conversation) -> tuple[Item, Item]:
    """The guest asks what there is, and takes one of two dishes."""
    first, other, drink = _items(talk, "dish", "dish", "drink")
    offers = talk.choice.shuffled([first, other])
    talk.say("What (do you have today?|can you recommend?|is good here?)")
    talk.say("The {first} today, and the {second}.", first=str(offers[0]), second=str(offers[1]))
    talk.open_with("(Good, then|Fine, then|Then)")
    talk.say(_ORDER, first=first.name, second=drink.name)
    talk.say(f"{_CERTAINLY} The {{drink}}.", drink=str(drink))
    return first, drink


def _payment(talk: Conversation, total: int) -> None:
    """The sum, which the waiter says unasked or asked; and the change."""
    if talk.speaker == talk.host and talk.choice.chance(0.5):
        talk.forget("sum")
        talk.react(_CERTAINLY)
        talk.say("That makes {sum}[, please].", sum=euros(total))
        talk.know("bill", sum=euros(total))
        if talk.recall(0.4, "bill"):
            return
    else:
        if talk.speaker == talk.host:
            question = talk.choice.one(sorted(_MORE))
            talk.react(_CERTAINLY)
            talk.say(question)
            talk.open_with(_MORE[question])
        if not talk.recall(0.6, "sum") or talk.choice.chance(0.5):
            return
    _change(talk, total)


def _change(talk: Conversation, total: int) -> None:
    """The guest pays with a note."""
    talk.forget("bill")
    talk.is_seated = False
    note = SMALL_NOTE if total < SMALL_NOTE else LARGE_NOTE
    talk.say("(Here are {note}|Here you are, {note}).", note=euros(note))
    talk.say("(Thank you|Thanks). (And|You get) {change} back.", change=euros(note - total))


def treat(talk: Conversation) -> None:
    """One of two friends goes to order for both."""
    first, second = _items(talk, *talk.choice.shuffled(["drink", "dish"]))
    talk.say(
        "(Shall I order for us?|I am going to order.) (What would you like?|What can I get you?)"
    )
    talk.say(_ORDER, first=first.name, second=second.name)
    talk.know("order", first=first.name, second=second.name)
    talk.is_seated = True
    talk.recall(0.2)
    if talk.choice.chance(0.5):
        talk.react("(All right|Good|Fine).")
        talk.say("The {first} and the {second}.", first=str(first), second=str(second))
        _know_prices(talk, first, second, by=1 - talk.speaker)
        talk.recall(0.6, "sum")
    else:
        talk.react("(All right|Good|Fine).")
        talk.say("Shall we sit (inside or outside|outside or inside)?")
        talk.say("(Inside, please. It is too cold outside|Outside, please. I like the sun).")
