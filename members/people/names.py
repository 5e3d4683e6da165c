"""Personal names as text: cleaning, folding, sort keys, initials, printed names.

Names arrive from forms, from published lists and from sign-in services in every script and every kind of disorder.
What is stored is clean (`clean`), what is compared or sorted is folded (`fold`); nothing else decides whether two
names are equal. Text in, text out: no tables, no settings.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Latin letters that NFKD does not take apart, lower case (capitals are casefolded first).
_UNDECOMPOSED: dict[int, str] = {
    **dict(zip(map(ord, "đðɖɗħıɨȷłƚɫøɔŧⱦƀɓƙǥɠəǝɛʉƶƴɲƞⱥɑɣʋƒĸƿ"), "ddddhiijllloottbbkggeeeuzynnaagvfkw", strict=True)),
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("ß"): "ss",
    ord("þ"): "th",
    ord("ŋ"): "ng",
}
_MARKS_OVER_I = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c"
_DOTLESS = re.compile(f"([ıȷ])(?=[{_MARKS_OVER_I}])")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": None})
_JOINERS = "\u200c\u200d"  # visible effect in Persian and Indic scripts
_NOT_TEXT = {"Cc", "Cf", "Cs"}
_LETTERS = {"Lu", "Ll", "Lt", "Lo"}
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SORT_KEY_LENGTH = 320


class PrintedName(NamedTuple):
    """The parts of a name as a title page has it; `given` is empty for a mononym."""

    given: str
    family: str
    suffix: str = ""


def clean(text: str) -> str:
    """The text as it is stored: NFC, single blanks, no characters that cannot be seen and none that XML forbids.

    Hyphens that only control line breaks become plain ones, a dotless i under an accent becomes the letter meant
    (`ı` + acute → `í`). Visible characters, typographic apostrophes among them, stay. Idempotent.
    """
    text = "".join(_visible(text.translate(_HYPHENS)))
    text = unicodedata.normalize("NFC", _DOTLESS.sub(lambda dotless: "i" if dotless[1] == "ı" else "j", text))
    return " ".join(text.split())


def _visible(text: str) -> Iterator[str]:
    for char in text:
        if char.isspace():
            yield " "
        elif char in _JOINERS or (unicodedata.category(char) not in _NOT_TEXT and char not in "\ufffe\uffff"):
            yield char


def fold(text: str) -> str:
    """The letters of the text alone, lower case and without accents: `O’Brien-Łoś` → `obrienlos`.

    Letters that Unicode does not decompose go by a table (ł, ø, đ, ß, æ, þ, ı), İ loses its dot, letters of other
    scripts stay. Two spellings that fold to the same text are taken for the same name.
    """
    for _ in range(2):  # casefolding can bring back marks and the other way round
        text = unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED)
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char) in _LETTERS)
    return text


def sort_key(family: str, given: str = "") -> str:
    """What author lists are ordered by: printed family name with its particles, letters only, then printed given name.

    One text for a column with byte order (collation C): a blank sorts before every letter. Equal keys are ordered by a
    stable id of the person, which the caller adds.
    """
    return f"{fold(family)} {fold(given)}"[:_SORT_KEY_LENGTH]


def search_words(query: str) -> tuple[str, ...]:
    """The folded words of what somebody typed; each must occur in the `search_text` of a match."""
    return tuple(dict.fromkeys(word for raw in re.split(r"[\s\-–—.,;/()]+", query) if (word := fold(raw))))


def search_text(*names: str) -> str:
    """All words under which a person is found, folded: hyphenated words also in one (`jeanpierre`), ü also as ue."""
    return " ".join(dict.fromkeys(_search_forms(names)))


def _search_forms(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        text = unicodedata.normalize("NFC", name)
        yield from search_words(text)
        yield from (fold(word) for word in text.split() if "-" in word.strip("-"))
        yield from search_words(text.casefold().translate(_GERMAN))


def initials(given: str) -> str:
    """Initials with periods and blanks, hyphens kept: `Min-Seo` → `M.-S.`, `B.C.` → `B. C.` (byline rule of the APS).

    A short abbreviation keeps its letters (`Yu.`), a nickname in parentheses is left out, words of scripts without
    capitals stay as they are. Idempotent.
    """
    words = re.sub(r"\([^)]*\)", " ", clean(given)).split()
    hyphenated = ("-".join(filter(None, map(_initial, word.split("-")))) for word in words)
    return " ".join(filter(None, hyphenated))


def _initial(word: str) -> str:
    return " ".join(filter(None, (_letter(piece) for piece in re.findall(r"[^.]+\.?", word))))


def _letter(piece: str) -> str:
    piece = re.sub(r"^[\W\d_]+", "", piece)
    if not piece:
        return ""
    if piece[0].upper() == piece[0].lower() or (piece.endswith(".") and len(piece) <= 4):
        return piece
    length = 1 + next((n for n, char in enumerate(piece[1:]) if not unicodedata.combining(char)), len(piece) - 1)
    return f"{piece[0].upper()}{piece[1:length]}."


def paper_name(given: str, family: str, suffix: str = "") -> str:
    """The usual printed form when nobody said otherwise: initials, family name, suffix."""
    return " ".join(part for part in (initials(given), clean(family), clean(suffix)) if part)


def split_printed(paper: str, family: str = "") -> PrintedName:
    """The parts of a printed name; spelled as printed, so `A. De Gouvea` of family `de Gouvea` gives `De Gouvea`.

    With `family` its words are looked for at the end, then at the start (family name first). Without it, or when it is
    not there: what a comma parts, else leading initials are the given name, else the last word with the lower-case
    particles before it is the family name.
    """
    paper = clean(paper)
    if "," in paper:
        return _split_at_comma(paper)
    words, suffix = _without_suffix(paper.split())
    if wanted := fold(family):
        for start in range(len(words)):
            if fold("".join(words[start:])) == wanted:
                return PrintedName(" ".join(words[:start]), " ".join(words[start:]), suffix)
        for end in range(len(words) - 1, 0, -1):
            if fold("".join(words[:end])) == wanted:
                return PrintedName(" ".join(words[end:]), " ".join(words[:end]), suffix)
    start = next((n for n, word in enumerate(words) if not word.endswith(".")), len(words))
    if start in (0, len(words)):
        start = max(len(words) - 1, 0)
        while start > 0 and words[start - 1].islower():
            start -= 1
    return PrintedName(" ".join(words[:start]), " ".join(words[start:]), suffix)


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 1 and fold(words[-1]) in _SUFFIXES:
        return words[:-1], words[-1]
    return words, ""


def _split_at_comma(paper: str) -> PrintedName:
    family, *rest = (part.strip() for part in paper.split(","))
    if len(rest) == 1 and fold(rest[0]) in _SUFFIXES:
        return split_printed(family)._replace(suffix=rest[0])
    suffix = rest.pop() if len(rest) > 1 and fold(rest[-1]) in _SUFFIXES else ""
    return PrintedName(", ".join(filter(None, rest)), family, suffix)
