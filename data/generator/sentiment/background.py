"""Sentences that praise and blame nothing; some of them deny or concede something."""

from __future__ import annotations

from generator.corpus import Choice

_BACKGROUND = """
restaurant:
we were there on a {weekday} with my {friend}.
we were (three|four|five|six) at the table.
I had booked a table for {number}.
it was not our first visit.
my {friend} did not drink wine, but ordered a (coffee|tea).
it is near the (station|market|river|church), but not on the main street.
we sat by the window, although it was (raining|snowing) outside.
nobody at our table eats meat, except my {friend}.
we did not have a dessert.
they are open every day but {weekday}.

hotel:
we stayed for {number} nights.
I was there for work, not on holiday.
it has {number} floors and no lift.
it is near the (station|market|river|church), but not on the main street.
my {friend} had booked for us.
we did not eat there in the evening.
our room was on the (first|second|third) floor.
although it was (May|June|October), there was snow outside.
we never used the car park.
we arrived on a {weekday} evening.

film:
I saw it with my {friend} on a {weekday}.
it lasts two hours, but we came a little late.
I do not know the book.
it is set in a (village|harbour town|mountain valley), but was made elsewhere.
I had not read anything about it.
my {friend} had bought the tickets.
we sat in row {number}.
it tells of {number} brothers and a (farm|lighthouse|mine).
there was nobody in our row, except my {friend}.
it was shown without a break.

book:
my {friend} gave it to me.
it has {number} hundred pages, but no index.
I read it on the train.
it tells of {number} sisters and a (farm|lighthouse|mine).
I had never heard of the author before.
it is set in a (village|harbour town|mountain valley), although the author lives in a city.
I took it along on our holiday, not knowing what it was about.
I read it in {number} days.
my {friend} has not read it yet.
it is not the first one by this author.

play:
I saw it with my {friend} on a {weekday}.
it lasts two hours without a break.
we sat in row {number}.
my {friend} had bought the tickets.
I had not read anything about it.
it is set in a (village|harbour town|mountain valley), but we saw it in the city.
it was not the first evening, but the {ordinal}.
it tells of {number} brothers and a (farm|lighthouse|mine).
nobody had told us where to leave our coats.
although it was {weekday}, we went by car.

concert:
we went there on a {weekday} with my {friend}.
it lasted two hours without a break.
we stood near the door, not at the front.
my {friend} had bought the tickets.
they played {number} pieces, but I only knew the {ordinal}.
I had not heard them before.
although it was {weekday}, we went by car.
it was in the (town hall|old station|church).
nobody had told us where to leave our coats.
there was no programme in print.

museum:
we were there on a {weekday} with my {friend}.
it has {number} floors.
it is near the (station|market|river|church), but not on the main street.
we stayed for {number} hours.
it is open every day but {weekday}.
I had never been there before.
we did not go to the {ordinal} floor.
although it was {weekday}, we went by car.
my {friend} works nearby, but had not been there either.
nobody may take photographs there.

course:
it lasted {number} weeks.
we met on {weekday}, but not in the holidays.
we were (eight|nine|ten|twelve) in the group.
I took it together with my {friend}.
it was not my first one.
the lessons were in the (town hall|old station|school).
although it was in the evening, I went by bike.
we had to read {number} texts, but did not write any.
nobody in the group knew me.
there is no exam at the end.

tool:
I bought it on a {weekday}.
I have had it for {number} months.
my {friend} has the same one, but in (red|green|blue).
I do not work with it every day.
I use it at home, not at work.
it came in a box with {number} screws.
we have used it for the (shed|garden|kitchen), but never for the (roof|cellar|stairs).
it weighs {number} kilos without the cable.
nobody but my {friend} and I has used it.
I ordered it on a {weekday}, although the shop is nearby.

app:
I have had it for {number} months.
my {friend} told me about it.
I use it on my phone, but not on the computer.
it takes {number} minutes to install.
I do not open it every day.
my {friend} has it too, but on an old phone.
I use it at work, never at home.
it came out on a {weekday}.
there is no version for (children|schools|offices).
although I live alone, I took the version for {number}.

trip:
we were away for {number} days.
we set out on a {weekday} with my {friend}.
there were (eight|nine|ten|twelve) of us.
we did not fly.
I had never been there before.
it was (May|June|October), but not yet the holidays.
my {friend} had booked it for us.
on the {ordinal} day we went to the coast, though not by boat.
nobody else in the group came from our town.
we went without the children.
"""
_WORDS = {
    "friend": "sister brother mother father neighbour colleague cousin aunt uncle friend",
    "weekday": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "number": "two three four five six seven",
    "ordinal": "second third fourth",
}
_CHOICES = {name: tuple(words.split()) for name, words in _WORDS.items()}
BACKGROUND = {
    name.removesuffix(":"): tuple(rows)
    for name, *rows in (block.splitlines() for block in _BACKGROUND.strip().split("\n\n"))
}


def particulars(choice: Choice) -> dict[str, str]:
    """Random words for the slots that every frame may have."""
    return {name: choice.one(words) for name, words in _CHOICES.items()}
