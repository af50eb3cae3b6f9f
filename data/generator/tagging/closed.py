"""The words of closed classes; `*` before a row marks readings that a tag must ask for."""

from __future__ import annotations

from generator.tagging.words import Word, word

_TABLE = """
DET DT: the a an=a every each some any no another either
* DET DT: this these=this that those=that all both
* DET PDT: all both such
* DET WDT: what which
* PRON DT: this these=this that those=that
PRON PRP: I me=I you he him=he she it we us=we they them=they himself herself themselves
* PRON PRP: her=she 's=we
PRON PRP$: my your his its our their
* PRON PRP$: her
PRON NN: nobody everybody somebody everyone nothing something everything
* PRON EX: there
* PRON WDT: that which
PRON WP: who what
PRON WP$: whose
ADP IN: in on at of from with by near behind under beside about into for over through across \
along without during between against among
* ADP IN: to like round past inside outside before after since until than as up down off
* ADP RP: on off up out down
* SCONJ IN: that before after since until than as like for once while of without by
SCONJ IN: if because although whether unless
CCONJ CC: and or but nor &
* CCONJ CC: both either neither
* PART TO: to na=to
PART RB: not n't=not
* PART POS: 's '
* AUX MD: can ca=can will wo=will 'll=will may might must
AUX MD: could should would 'd=would
* AUX VBZ: 's=be 's=have
* AUX VBP: 'm=be 're=be 've=have
* VERB VBG: gon=go
* VERB VBP: wan=want
INTJ UH: yes oh please hello goodbye
* INTJ UH: no well
X FW: bonjour gracias merci ciao danke
NUM CD: one two three four five six seven eight nine ten eleven twelve twenty thirty forty
SYM $: $ £
SYM NN: %
ADV WRB: why how where when
ADV RB: often always never sometimes soon now then here too very so quite again still already \
almost together away really
* ADV RB: that there as inside outside before since once
PUNCT .: . ? !
PUNCT ,: ,
PUNCT :: : ;
PUNCT -LRB-: (
PUNCT -RRB-: )
"""
_NUMBERS = {
    "Number=Sing": "I me he him she her it myself himself herself nobody everybody somebody "
    "everyone nothing something everything this that",
    "Number=Plur": "we us they them themselves these those 's",
}
_NUMBER_OF = {form: number for number, forms in _NUMBERS.items() for form in forms.split()}


def _entry(text: str, upos: str, xpos: str) -> Word:
    form, _, lemma = text.partition("=")
    has_number = upos in ("PRON", "DET") and xpos in ("PRP", "DT", "NN")
    return word(form, upos, xpos, lemma, _NUMBER_OF.get(form, "") if has_number else "")


def _quotes() -> list[Word]:
    return [Word('"', '"', "PUNCT", xpos, "_") for xpos in ("``", "''")]


def _words(marked: bool) -> dict[str, list[Word]]:
    """The readings of each word in the rows that are marked, or in those that are not."""
    found = _quotes() if marked else []
    for row in _TABLE.strip().splitlines():
        tags, _, entries = row.removeprefix("* ").partition(": ")
        if row.startswith("*") == marked:
            upos, xpos = tags.split()
            found += [_entry(entry, upos, xpos) for entry in entries.split()]
    readings: dict[str, list[Word]] = {}
    for entry in found:
        readings.setdefault(entry.form, []).append(entry)
    return readings


_USUAL, _MARKED = _words(marked=False), _words(marked=True)


def closed_words(notation: str) -> list[Word]:
    """The readings of a word that have all the tags behind it, of either tag set or a lemma.

    >>> [word.upos for word in closed_words("that/PRON")]
    ['PRON', 'PRON']
    >>> [word.xpos for word in closed_words("that/PRON/WDT")], closed_words("that")
    (['WDT'], [])
    """
    form, *tags = notation.split("/")
    readings = _USUAL.get(form, [])
    if tags:
        readings = readings + _MARKED.get(form, [])
    return [word for word in readings if all(tag in _names(word) for tag in tags)]


def _names(word: Word) -> tuple[str, str, str]:
    return word.upos, word.xpos, word.lemma
