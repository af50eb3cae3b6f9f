"""English inflection: articles, verb forms."""

from __future__ import annotations

from generator.translate.words import EnglishVerb

BE = EnglishVerb("be", "was", "been")
HAVE = EnglishVerb("have", "had", "had")
LIKE = EnglishVerb("like", "liked", "liked")
_DOUBLED = frozenset(["forget", "get", "put", "run", "shop", "sit", "swim", "win", "begin", "plan"])


def article(following: str) -> str:
    """The indefinite article before a word.

    >>> article("old"), article("university")
    ('an', 'a')
    """
    vowel = following[0].lower() in "aeiou" and not following.startswith(("uni", "eu"))
    return "an" if vowel or following.startswith("hour") else "a"


def plural_of(noun: str) -> str:
    """The regular plural.

    >>> plural_of("story"), plural_of("watch"), plural_of("potato")
    ('stories', 'watches', 'potatoes')
    """
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh", "tato", "mato")) else "s")


def third_person(verb: EnglishVerb) -> str:
    """The form after he, she or it.

    >>> third_person(EnglishVerb("watch", "watched", "watched"))
    'watches'
    """
    base = verb.base
    if base in ("be", "have"):
        return {"be": "is", "have": "has"}[base]
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "ch", "sh", "o")) else "s")


def gerund(verb: EnglishVerb) -> str:
    """The form in -ing.

    >>> gerund(EnglishVerb("write", "wrote", "written"))
    'writing'
    """
    base = verb.base
    if base in _DOUBLED:
        return base + base[-1] + "ing"
    if base.endswith("ie"):
        return base[:-2] + "ying"
    silent = base.endswith("e") and not base.endswith("ee") and base != "be"
    return (base[:-1] if silent else base) + "ing"


def present(verb: EnglishVerb, person: int, plural: bool) -> str:
    """The finite verb of the present tense.

    >>> present(BE, 1, plural=False)
    'am'
    """
    singular_third = person == 3 and not plural
    if verb.base == "be":
        return "am" if person == 1 and not plural else "is" if singular_third else "are"
    return third_person(verb) if singular_third else verb.base


def past(verb: EnglishVerb, person: int, plural: bool) -> str:
    """The finite verb of the past tense."""
    if verb.base == "be":
        return "were" if plural or person == 2 else "was"
    return verb.past
