"""Text to LaTeX macros in pure ASCII, and the accents that lists carry in LaTeX back to text.

Written for T1 with lmodern. Raw UTF-8 is fatal for some letters even there (Vietnamese), so every letter becomes a
macro; letters that only T5 has (horn, hook, breve with dot below) switch to it by themselves (TeX Live 2022).
"""

import re
import unicodedata

from members.people.names import clean, fold

_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0326": "textcommabelow",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
_BELOW = {"\u0323", "\u0326", "\u0327", "\u0328", "\u0331"}
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "dj",
    "Đ": "DJ",
    "ð": "dh",
    "Ð": "DH",
    "þ": "th",
    "Þ": "TH",
    "ŋ": "ng",
    "Ŋ": "NG",
    "ı": "i",
    "ȷ": "j",
}
_SIGNS = {
    **{sign: f"\\{sign}" for sign in "&%#_${}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "‘": "`",
    "’": "'",
    "‚": ",",
    "“": "``",
    "”": "''",
    "„": r"\quotedblbase{}",
    "–": "--",
    "—": "---",
    "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}",
    "·": r"\textperiodcentered{}",
    "…": r"\ldots{}",
    "§": r"\S{}",
    "©": r"\textcopyright{}",
    "®": r"\textregistered{}",
    "\u2044": "/",
    "\u2212": "-",
}
_LIGATURES = "-,'`"
_HORN, _HOOK, _BREVE, _DOT_BELOW, _CIRCUMFLEX = "\u031b", "\u0309", "\u0306", "\u0323", "\u0302"
_T5_TONES = {"\u0300": "`", "\u0301": "'", "\u0303": "~", _HOOK: "h", _DOT_BELOW: "d"}
_T5_LETTERS = {_HORN: "horn", _BREVE: "breve", _CIRCUMFLEX: "circumflex"}


def to_tex(text: str) -> str:
    """The text in ASCII macros, TeX's own signs escaped; what no macro can set becomes `?` (see `unsettable`)."""
    tex = ""
    for base, marks in _clusters(text):
        piece = _cluster(base, marks)
        piece = "?" if piece is None else piece
        if piece and tex.endswith(piece[0]) and piece[0] in _LIGATURES:
            tex += "{}"  # two hyphens are two hyphens, not a dash
        tex += piece
    return tex


def unsettable(text: str) -> str:
    """The characters, each once, for which `to_tex` has no macro: other scripts than the Latin one, mostly."""
    return "".join(dict.fromkeys(base for base, marks in _clusters(text) if _cluster(base, marks) is None))


def needs_t5(tex: str) -> bool:
    """True when the macros ask for the Vietnamese font encoding."""
    return r"\fontencoding{T5}" in tex


def _clusters(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFD", clean(text)):
        if unicodedata.category(char).startswith("M") and found:
            found[-1] = (found[-1][0], found[-1][1] + char)
        else:
            found.append((char, ""))
    return found


def _cluster(base: str, marks: str) -> str | None:
    only_t5 = _HORN in marks or _HOOK in marks or {_BREVE, _DOT_BELOW} <= set(marks)
    if only_t5 and (vietnamese := _in_t5(base, marks)):
        return vietnamese
    plain = _base(base)
    accents = [mark for mark in marks if mark in _ACCENTS]
    if plain is None or not accents:
        return plain
    accents.sort(key=lambda mark: mark in _BELOW)  # stable: marks above are set first, inside
    inner = {"i": r"\i", "j": r"\j"}.get(base, plain.strip("{}")) if accents[0] not in _BELOW else plain.strip("{}")
    for mark in accents:
        inner = f"\\{_ACCENTS[mark]}{{{inner}}}"
    return inner


def _base(base: str) -> str | None:
    if base in _SIGNS:
        return _SIGNS[base]
    if base in _LETTERS:
        return f"{{\\{_LETTERS[base]}}}"
    if base.isascii():
        return base
    plain = fold(base) if base.isalpha() else unicodedata.normalize("NFKC", base)
    if plain and plain.isascii():
        return "".join(_SIGNS.get(char, char) for char in (plain.capitalize() if base.isupper() else plain))
    return "" if unicodedata.category(base) in {"Cf", "Mn", "Lm"} else None


def _in_t5(base: str, marks: str) -> str:
    """One Vietnamese letter in T5, or nothing when it is none."""
    shape = next((_T5_LETTERS[mark] for mark in marks if mark in _T5_LETTERS), "")
    tone = next((_T5_TONES[mark] for mark in marks if mark in _T5_TONES), "")
    if base.lower() not in "aeiouy" or (shape == "horn" and base.lower() not in "ou") or len(marks) > 2:
        return ""
    letter = f"\\{base}{shape}" if shape else base
    letter = f"\\{tone}{{{letter}}}" if tone else letter
    return f"{{\\fontencoding{{T5}}\\selectfont{letter}}}"


_MARK_OF = {macro: mark for mark, macro in _ACCENTS.items()}
_TEXT_OF = {
    **{macro: letter for letter, macro in _LETTERS.items()},
    "aa": "å",
    "AA": "Å",
    "SS": "SS",
    " ": " ",
    ",": " ",
    "-": "",
    "/": "",
    "textendash": "–",
    "textemdash": "—",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotesingle": "'",
    "textasciitilde": "~",
    "S": "§",
    **{sign: sign for sign in "&%#_${}"},
}
_MAX_DEPTH = 10  # groups and accents inside one another
_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|.", re.DOTALL)


def from_tex(text: str) -> str | None:
    r"""The text that LaTeX accents and escapes stand for (`{\AA}kesson` → `Åkesson`); without LaTeX, the text itself.

    None when anything else than the known letters, accents and escapes occurs: nothing is guessed and nothing executed.
    """
    if not re.search(r"[\\{}~]", text):
        return text
    try:
        tokens = _TOKEN.findall(text)[::-1]
        decoded = _decode(tokens, 0)
    except _UnknownMacro:
        return None
    return None if tokens else clean(decoded)


class _UnknownMacro(Exception):
    pass


def _decode(tokens: list[str], depth: int) -> str:
    """Everything up to the end of the group, which is left on the stack (last token first)."""
    text = ""
    while tokens and tokens[-1] != "}":
        text += _next(tokens, depth)
    return text


def _next(tokens: list[str], depth: int) -> str:
    if not tokens or tokens[-1] in ("}", "$") or depth > _MAX_DEPTH:
        raise _UnknownMacro
    head = tokens.pop()
    if head == "{":
        text = _decode(tokens, depth + 1)
        if not tokens:
            raise _UnknownMacro
        tokens.pop()
        return text
    if head == "~":
        return " "
    if len(head) == 1:
        return head
    name = head[1:].strip() or " "
    if name in _MARK_OF:
        return _accented(_MARK_OF[name], tokens, depth + 1)
    if name not in _TEXT_OF:
        raise _UnknownMacro
    return _TEXT_OF[name]


def _accented(mark: str, tokens: list[str], depth: int) -> str:
    while tokens and tokens[-1].isspace():
        tokens.pop()
    letters = _next(tokens, depth)
    if not letters or not letters[0].isalpha():
        raise _UnknownMacro
    rest = next((n for n, char in enumerate(letters) if n and not unicodedata.combining(char)), len(letters))
    return f"{letters[:rest]}{mark}{letters[rest:]}"
