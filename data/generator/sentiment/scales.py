"""Opinion words: scales of adjectives, verbs and nouns; words of praise stand before the others.

The adjectives of a scale are mild, so that *not* turns each of them round; `STRONG` ones are not
denied, since what is *not awful* need not be good.
"""

from __future__ import annotations

from typing import NamedTuple

_SCALES = """
quality: good pleasant enjoyable agreeable ~ bad poor unpleasant disappointing
taste: tasty delicious appetising ~ bland tasteless unappetising
freshness: fresh crisp ~ limp soggy
meat: tender juicy ~ tough rubbery
manners: friendly polite courteous ~ rude impolite unfriendly
care: helpful attentive competent ~ unhelpful inattentive incompetent
speed: prompt quick ~ slow sluggish
price: fair affordable ~ excessive inflated
tidiness: clean tidy ~ dirty untidy
calm: quiet peaceful restful ~ noisy loud hectic
comfort: comfortable cosy inviting ~ uncomfortable cramped gloomy
softness: comfortable soft ~ uncomfortable lumpy
looks: beautiful elegant pretty ~ ugly drab shabby
interest: gripping exciting interesting captivating ~ dull boring tedious dreary
wit: funny witty amusing ~ unfunny silly humourless
plot: clever ingenious compelling ~ predictable contrived implausible
acting: convincing lively ~ wooden lifeless
feeling: moving touching heartfelt ~ shallow hollow soulless
figures: likeable believable ~ unlikeable flat
style: elegant vivid ~ clumsy stilted
music: melodious catchy ~ tuneless grating
sound: clear rich ~ muffled tinny
playing: spirited passionate ~ sloppy listless
build: sturdy solid robust ~ flimsy fragile wobbly
handling: handy practical convenient ~ awkward unwieldy impractical
trust: reliable dependable ~ unreliable faulty
power: powerful strong ~ weak feeble
weather: lovely sunny ~ nasty miserable
order: well-organised orderly ~ disorganised chaotic
time: punctual reliable ~ unpunctual unreliable
teaching: patient inspiring encouraging ~ impatient uninspiring discouraging
use: useful instructive valuable ~ useless pointless worthless
clarity: clear understandable lucid ~ unclear confusing muddled
software: stable responsive fast ~ unstable buggy slow
interface: intuitive simple ~ clunky cluttered
invention: imaginative inventive original ~ unimaginative trite unoriginal
"""
_STRONG = """
excellent superb wonderful brilliant outstanding fantastic marvellous splendid ~
awful terrible dreadful horrible appalling atrocious abysmal lousy
"""
# What people do, and what a thing is or does to them; frames name each by its first words.
_OTHERS = """
loved liked enjoyed adored ~ hated disliked detested loathed
love like enjoy ~ hate dislike detest
praised recommended admired ~ criticised condemned mocked
impress delight please ~ annoy disappoint irritate
impressed delighted pleased convinced ~ annoyed disappointed irritated frustrated
joy pleasure delight treat success ~ flop disappointment failure let-down nuisance
merit virtue strength asset ~ flaw fault shortcoming drawback
merits virtues strengths assets ~ flaws faults shortcomings drawbacks
smiling beaming grinning ~ sighing groaning frowning
hoped ~ feared
"""


class Scale(NamedTuple):
    """Opposed words."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def scale(text: str) -> Scale:
    """The two sides of a line.

    >>> scale("fair ~ excessive inflated")
    Scale(good=('fair',), bad=('excessive', 'inflated'))
    """
    good, _, bad = text.partition("~")
    return Scale(tuple(good.split()), tuple(bad.split()))


def scales(text: str) -> dict[tuple[str, str], Scale]:
    """Scales by their first words, with which frames ask for them."""
    found = [scale(row) for row in text.strip().splitlines()]
    return {(one.good[0], one.bad[0]): one for one in found}


SCALES = {
    name: scale(words)
    for name, _, words in (row.partition(": ") for row in _SCALES.strip().splitlines())
}
STRONG = scale(_STRONG)
OTHERS = scales(_OTHERS)
