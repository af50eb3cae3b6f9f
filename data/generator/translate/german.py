"""German inflection: articles, adjective endings, noun cases, verb forms."""

from __future__ import annotations

import re

from generator.translate.words import Adjective, Case, Gender, GermanVerb, Noun

_DEFINITE: dict[Case, dict[str, str]] = {
    "nominative": {"masculine": "der", "feminine": "die", "neuter": "das", "plural": "die"},
    "accusative": {"masculine": "den", "feminine": "die", "neuter": "das", "plural": "die"},
    "dative": {"masculine": "dem", "feminine": "der", "neuter": "dem", "plural": "den"},
    "genitive": {"masculine": "des", "feminine": "der", "neuter": "des", "plural": "der"},
}
# The endings of dieser, which are also those of an adjective without an article.
_STRONG: dict[Case, dict[str, str]] = {
    "nominative": {"masculine": "er", "feminine": "e", "neuter": "es", "plural": "e"},
    "accusative": {"masculine": "en", "feminine": "e", "neuter": "es", "plural": "e"},
    "dative": {"masculine": "em", "feminine": "er", "neuter": "em", "plural": "en"},
    "genitive": {"masculine": "es", "feminine": "er", "neuter": "es", "plural": "er"},
}
EIN_WORDS = {
    "a": "ein",
    "no": "kein",
    "my": "mein",
    "your": "dein",
    "Your": "Ihr",  # the polite form, to people addressed by title
    "his": "sein",
    "her": "ihr",
    "our": "unser",
    "their": "ihr",
}
_CONTRACTIONS = {
    "an dem": "am",
    "an das": "ans",
    "bei dem": "beim",
    "in dem": "im",
    "in das": "ins",
    "von dem": "vom",
    "zu dem": "zum",
    "zu der": "zur",
}
_IRREGULAR_STEMS = {"teuer": "teur", "dunkel": "dunkl"}
_PRESENT = {
    "sein": ("bin", "bist", "ist", "sind", "seid", "sind"),
    "haben": ("habe", "hast", "hat", "haben", "habt", "haben"),
    "werden": ("werde", "wirst", "wird", "werden", "werdet", "werden"),
    "wissen": ("weiß", "weißt", "weiß", "wissen", "wisst", "wissen"),
    "können": ("kann", "kannst", "kann", "können", "könnt", "können"),
    "müssen": ("muss", "musst", "muss", "müssen", "müsst", "müssen"),
    "wollen": ("will", "willst", "will", "wollen", "wollt", "wollen"),
    "dürfen": ("darf", "darfst", "darf", "dürfen", "dürft", "dürfen"),
    "sollen": ("sollte", "solltest", "sollte", "sollten", "solltet", "sollten"),
    "möchten": ("möchte", "möchtest", "möchte", "möchten", "möchtet", "möchten"),
}
# Only these verbs have a preterite in this corpus; all others use the perfect, as in speech.
_PRETERITE_STEMS = {
    "sein": "war",
    "haben": "hatte",
    "werden": "wurde",
    "wissen": "wusste",
    "können": "konnte",
    "müssen": "musste",
    "wollen": "wollte",
    "dürfen": "durfte",
}
_REFLEXIVE = ("mich", "dich", "sich", "uns", "euch", "sich")


def article_class(determiner: str) -> str:
    """How a determiner inflects an adjective after it: weak, mixed or strong."""
    if determiner in ("the", "this"):
        return "weak"
    return "mixed" if determiner in EIN_WORDS else "strong"


def determiner(word: str, case: Case, gender: Gender, plural: bool) -> str:
    """The German determiner for the English one: "the", "this", "a", "no" or a possessive.

    >>> determiner("my", "accusative", "masculine", plural=False)
    'meinen'
    """
    column = "plural" if plural else gender
    if word == "the":
        return _DEFINITE[case][column]
    if word == "this":
        return "dies" + _STRONG[case][column]
    if word not in EIN_WORDS:
        raise ValueError(
            f"`word` must be 'the', 'this' or one of {sorted(EIN_WORDS)}. Received: {word!r}."
        )
    bare = not plural and (
        (case == "nominative" and gender != "feminine")
        or (case == "accusative" and gender == "neuter")
    )
    return EIN_WORDS[word] + ("" if bare else _STRONG[case][column])


def adjective(word: Adjective, after: str, case: Case, gender: Gender, plural: bool) -> str:
    """The inflected adjective after a determiner (an English name as above, or none).

    >>> old = Adjective("alt", "älter", "old", "older", frozenset())
    >>> adjective(old, "a", "nominative", "masculine", plural=False)
    'alter'
    """
    kind, column = article_class(after), "plural" if plural else gender
    stem = _IRREGULAR_STEMS.get(word.german, word.german).removesuffix("e")
    if kind == "strong":
        # Before a weakly inflected noun of the genitive stands -en; this corpus has no such phrase.
        return stem + _STRONG[case][column]
    direct = not plural and case in ("nominative", "accusative")
    if direct and (case == "nominative" or gender != "masculine"):
        return stem + ("e" if kind == "weak" else _STRONG["nominative"][column])
    return stem + "en"


def noun(word: Noun, case: Case, plural: bool) -> str:
    """The noun in its case and number.

    >>> child = Noun("Kind", "neuter", "Kinder", "child", "children", frozenset())
    >>> noun(child, "dative", plural=True)
    'Kindern'
    """
    if plural:
        dative_n = case == "dative" and not word.german_plural.endswith(("n", "s"))
        return word.german_plural + ("n" if dative_n else "")
    if word.weak and case != "nominative":
        return word.german + ("n" if word.german.endswith(("e", "r")) else "en")
    if case == "genitive" and word.gender != "feminine":
        syllables = len(re.findall("[aeiouyäöü]+", word.german.lower()))
        long = word.german.endswith(("s", "ß", "z", "x", "sch"))
        return word.german + ("es" if long or syllables == 1 else "s")
    return word.german


def contracted(phrase: str) -> str:
    """A prepositional phrase with preposition and article joined.

    >>> contracted("in dem Park")
    'im Park'
    """
    words = phrase.split(" ")
    joined = _CONTRACTIONS.get(" ".join(words[:2]))
    return phrase if joined is None else " ".join([joined, *words[2:]])


def _row(person: int, plural: bool) -> int:
    return person - 1 + (3 if plural else 0)


def present(verb: GermanVerb, person: int, plural: bool) -> str:
    """The finite verb of the present tense, without its separable prefix.

    >>> present(GermanVerb("fahren", "fährt", "gefahren"), 2, plural=False)
    'fährst'
    """
    infinitive = verb.infinitive
    if infinitive in _PRESENT:
        return _PRESENT[infinitive][_row(person, plural)]
    stem = infinitive.removesuffix("n").removesuffix("e")
    if person == 1 and not plural:
        return stem + "e"
    if person == 3 and not plural:
        return verb.third_person
    if plural and person != 2:
        return infinitive
    if plural:
        return stem + ("et" if _needs_e(stem) else "t")
    stem = verb.third_person.removesuffix("t")
    return stem + ("t" if stem.endswith(("s", "ß", "z", "x")) else "st")


def _needs_e(stem: str) -> bool:
    """Whether -t needs an -e- before it: arbeitet, findet, öffnet, regnet."""
    return stem.endswith(("d", "t", "ffn", "gn", "chn"))


def has_preterite(verb: GermanVerb) -> bool:
    """Whether the past of this verb is the preterite."""
    return verb.infinitive in _PRETERITE_STEMS and not verb.prefix


def preterite(infinitive: str, person: int, plural: bool) -> str:
    """The finite verb of the past tense.

    >>> preterite("können", 2, plural=False)
    'konntest'
    """
    stem = _PRETERITE_STEMS[infinitive]
    vowel = stem.endswith("e")
    endings = ("", "st", "", "n" if vowel else "en", "t", "n" if vowel else "en")
    return stem + endings[_row(person, plural)]


def infinitive(verb: GermanVerb, with_zu: bool = False) -> str:
    """The infinitive, with "zu" inside a separable verb.

    >>> infinitive(GermanVerb("stehen", "steht", "aufgestanden", "sein", "auf"), with_zu=True)
    'aufzustehen'
    """
    if not with_zu:
        return verb.prefix + verb.infinitive
    if verb.prefix and not verb.prefix.endswith(" "):
        return f"{verb.prefix}zu{verb.infinitive}"
    return f"{verb.prefix}zu {verb.infinitive}"


def reflexive(person: int, plural: bool) -> str:
    """The reflexive pronoun of the accusative."""
    return _REFLEXIVE[_row(person, plural)]
