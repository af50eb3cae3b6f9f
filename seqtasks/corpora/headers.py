"""Recognises the line of names with which a table of pairs may begin."""

from __future__ import annotations

import re
from collections.abc import Sequence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTIONS = _words("context input message prompt query question source src")
ANSWERS = _words("answer completion output reply response target tgt trg")
_OTHER_FIELDS = _words(
    "id instruction label language original post reference sentence sentences speaker text title "
    "translation turn utterance 原文 译文 問題 问题 答案"
)
_FIELDS = QUESTIONS | ANSWERS | _OTHER_FIELDS
_LANGUAGES = _words(
    "afrikaans albanian amharic arabic armenian azerbaijani basque belarusian bengali bosnian "
    "bulgarian burmese cantonese catalan chinese croatian czech danish dutch english esperanto "
    "estonian filipino finnish french galician georgian german greek gujarati hausa hebrew hindi "
    "hungarian icelandic igbo indonesian irish italian japanese javanese kannada kazakh khmer "
    "korean kurdish lao latin latvian lithuanian macedonian malay malayalam maltese mandarin "
    "marathi mongolian nepali norwegian pashto persian polish portuguese punjabi romanian russian "
    "serbian sinhala slovak slovene slovenian somali spanish swahili swedish tagalog tamil telugu "
    "thai tibetan turkish ukrainian urdu uzbek vietnamese welsh yoruba zulu deutsch español "
    "français italiano nederlands português русский 中文 汉语 漢語 英文 英语 英語 "
    "日本語 한국어"
)
_CODES = _words(  # ISO 639-1, and those of 639-3 that corpora use
    "aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "ara ben bul cat ces cmn dan deu ell eng epo est fas fin fra heb hin hrv hun ind ita jpn kat "
    "khm kor lat lit mar nld nob pes pol por ron rus slk slv spa srp swe tam tel tha tur ukr urd "
    "vie yue zho"
)
_CODE = re.compile(r"([a-z]{2,3}|[A-Z]{2,3})(?:[-_][A-Za-z]{2,4})?")  # en, EN, pt-BR, zh_Hans
_BARE = re.compile(r"[^\W\d_]\w*(?:[-_.]\w+)*")  # one word without punctuation marks
_FEW = 20  # rows below which nothing can be said of the others
_RARE = 0.02  # share of the other rows


def are_names(cells: Sequence[str]) -> bool:
    """Whether different cells are all names of languages, or of what stands in a pair of texts.

    >>> are_names(["English", "French sentence"]), are_names(["text_en", "pt-BR"])
    (True, True)
    >>> are_names(["Hi", "Salut"]), are_names(["source", "Source"])
    (False, False)
    """
    names = [cell.strip() for cell in cells]
    different = len({name.lower() for name in names}) == len(names)
    return different and all(map(_is_name, names))


def are_fields(cells: Sequence[str]) -> bool:
    """Whether at least two cells, and half of them, name what stands in a pair of texts."""
    known = [words for words in map(fields_of, cells) if words and words <= _FIELDS]
    return len(known) > 1 and 2 * len(known) >= len(cells)


def fields_of(cell: str) -> frozenset[str]:
    """The words of a name, lower-cased, numbers left out.

    >>> sorted(fields_of("Question_text 2"))
    ['question', 'text']
    """
    words = re.findall(r"[^\W\d_]+", cell.lower())
    return frozenset(words)


def may_be_names(cells: Sequence[str]) -> bool:
    """Whether cells are single, different words without punctuation marks."""
    names = [cell.strip() for cell in cells]
    return len(set(names)) == len(names) and all(map(_BARE.fullmatch, names))


def stands_out(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a first row may be one of names, while hardly any of the others may."""
    if len(others) < _FEW or not may_be_names(first):
        return False
    return sum(map(may_be_names, others)) < _RARE * len(others)


def _is_name(cell: str) -> bool:
    code = _CODE.fullmatch(cell)
    if code and code[1].lower() in _CODES:
        return True
    words = fields_of(cell)
    known = words & (_FIELDS | _LANGUAGES)
    return bool(known) and words - known <= _CODES
