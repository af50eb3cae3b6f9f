"""Numbers and clock times in words of both languages."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_GERMAN_UNITS = _words(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
    " sechzehn siebzehn achtzehn neunzehn"
)
_GERMAN_TENS = _words("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_ENGLISH_UNITS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_ENGLISH_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")

# Few of the numbers above twelve, so that each is seen often enough to be learnt.
LARGE_NUMBERS = (15, 20, 21, 25, 32, 43, 54, 65, 76, 87)


def _check(number: int) -> None:
    if not 0 <= number <= 99:
        raise ValueError(f"`number` must lie in 0 to 99. Received: {number}.")


def german_number(number: int) -> str:
    """A number from 0 to 99; the units come first.

    >>> german_number(21)
    'einundzwanzig'
    """
    _check(number)
    if number < 20:
        return _GERMAN_UNITS[number]
    tens, units = divmod(number, 10)
    if not units:
        return _GERMAN_TENS[tens - 2]
    return f"{'ein' if units == 1 else _GERMAN_UNITS[units]}und{_GERMAN_TENS[tens - 2]}"


def english_number(number: int) -> str:
    """A number from 0 to 99; the tens come first.

    >>> english_number(21)
    'twenty-one'
    """
    _check(number)
    if number < 20:
        return _ENGLISH_UNITS[number]
    tens, units = divmod(number, 10)
    return _ENGLISH_TENS[tens - 2] + (f"-{_ENGLISH_UNITS[units]}" if units else "")


def german_clock(hour: int, minute: int) -> str:
    """A time of the clock in quarters; half names the hour to come.

    >>> german_clock(3, 30), german_clock(1, 0)
    ('halb vier', 'ein Uhr')
    """
    following = german_number(hour % 12 + 1)
    if minute == 0:
        return "ein Uhr" if hour == 1 else f"{german_number(hour)} Uhr"
    return {
        15: f"Viertel nach {german_number(hour)}",
        30: f"halb {following}",
        45: f"Viertel vor {following}",
    }[minute]


def english_clock(hour: int, minute: int) -> str:
    """A time of the clock in quarters; half names the hour gone.

    >>> english_clock(3, 30), english_clock(1, 45)
    ('half past three', 'a quarter to two')
    """
    if minute == 0:
        return f"{english_number(hour)} o'clock"
    return {
        15: f"a quarter past {english_number(hour)}",
        30: f"half past {english_number(hour)}",
        45: f"a quarter to {english_number(hour % 12 + 1)}",
    }[minute]
