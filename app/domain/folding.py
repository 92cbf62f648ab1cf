"""Names as they are searched: one spelling for every script and apostrophe, and a coarser one for near misses.

`fold` makes one what is one name to a reader: Oʻzbekiston, O'zbekiston, Ozbekiston, Ўзбекистон; awıl and аўыл;
Yoshlik and Ёшлик. `skeleton` goes further and lets spellings of neighbouring languages meet: Юнусабад and
Yunusobod, Карши and Qarshi, Хамза and Ҳамза, Навои and Navoiy. What is left, typing errors, is the search's.

The letters are those of Uzbek in both scripts (and of its Latin alphabet of 2026: ş, ç, ö, ğ), of Karakalpak in
both, and of Russian. Other scripts keep their letters, so that they find themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Every mark that somebody types or pastes for the sign in oʻ and gʻ, for the tutuq belgisi, or for quoting.
APOSTROPHES = "'`´ʻʼʽʹʾʿˈˊˋ‘’‚‛′‵＇｀ꞌ"

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "ў": "o", "қ": "q", "ғ": "g", "ҳ": "h", "ә": "a", "ө": "o", "ү": "u",
    "ң": "n",
}  # fmt: skip
#: Latin letters that are more than their base with an accent, or that several alphabets spell differently.
_LATIN = {
    "ş": "sh",
    "ș": "sh",
    "š": "sh",
    "ç": "ch",
    "č": "ch",
    "ž": "j",
    "ı": "i",
    "ə": "a",
    "ŋ": "n",
    "w": "v",
}

#: After a vowel ў is the w of Karakalpak (`аўыл`: awıl), elsewhere the oʻ of Uzbek.
_KARAKALPAK_W = re.compile("(?<=[аеёиоуыэюяәөү])ў")
#: One sound, two spellings: Yevropa and Европа; sirk and цирк; Жиззах and Джизак.
_SAME_SOUND = (("ye", "e"), ("ts", "s"), ("dj", "j"))

_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_DOUBLED = re.compile(r"([a-z])\1+")
_NEAR = str.maketrans({"o": "a", "e": "i", "y": "i", "q": "k", "x": "h"})


class _Letters(dict[int, str]):
    """What each character becomes; what is no letter and no digit divides words."""

    def __missing__(self, code: int) -> str:
        # Nothing is remembered here: strangers type what they like, and this lives as long as the process.
        character = chr(code)
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
            return ""
        base = unicodedata.normalize("NFKD", character)[0]
        if "a" <= base <= "z":
            return base
        return character if character.isalnum() else " "


_LETTERS = _Letters(
    {
        **{ord(letter): letter for letter in "abcdefghijklmnopqrstuvwxyz0123456789 \n"},
        **{ord(letter): latin for letter, latin in (_CYRILLIC | _LATIN).items()},
        **dict.fromkeys(map(ord, APOSTROPHES), ""),
    }
)


def fold(text: str) -> str:
    """Return a name as it is compared: small Latin letters and digits, words divided by one space.

    Script, case, apostrophes, accents and hyphens make no difference. Who lets strangers type bounds the
    length: ordering a run of accents takes time with its square.

    >>> fold("Yunus-Obod"), fold("ЎЗБЕКИСТОН"), fold("o`zbekiston")
    ('yunus obod', 'ozbekiston', 'ozbekiston')
    """
    return " ".join(_letters(text).split())


def fold_all(names: Iterable[str]) -> list[str]:
    """Return what `fold` returns for each name; a hundred thousand of them in a second."""
    given = [" ".join(name.split()) for name in names]
    lines = re.sub(" +", " ", _letters("\n".join(given)))
    return [line.strip(" ") for line in lines.split("\n")] if given else []


def _letters(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        # Wide and bold letters are letters too; letters with their accents apart become those of the tables.
        # Apostrophes go first: of some of them this would make a space with an accent.
        text = _APOSTROPHE.sub("", text)
        text = _KARAKALPAK_W.sub("w", unicodedata.normalize("NFKC", text).casefold())
    text = text.translate(_LETTERS)
    for spelled, sound in _SAME_SOUND:
        text = text.replace(spelled, sound)
    return text


def skeleton(folded: str) -> str:
    """Return a coarser spelling of what `fold` made, for finding what was meant; several names share one.

    >>> skeleton(fold("Юнусабад")) == skeleton(fold("Yunusobod"))
    True
    """
    text = folded.replace("kh", "x").replace("gh", "g").replace("zh", "j").translate(_NEAR)
    return _DOUBLED.sub(r"\1", text)
