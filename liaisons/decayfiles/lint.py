"""What is wrong with a decay file that could be read: missing facts, contradictions, open blocks.

The rules follow the README of the decay files and the numbering scheme of event types. A rule that cannot be decided
from the file itself says nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from lxml import etree

from liaisons.decayfiles.bodies import FinalState, final_states, read_body
from liaisons.decayfiles.comments import KEYS
from liaisons.decayfiles.eventtypes import EventType, decode, is_event_type
from liaisons.decayfiles.findings import Finding, error, in_order, note, warning
from liaisons.decayfiles.groups import GROUPS, UNASSIGNED
from liaisons.decayfiles.headers import DecayFile

_ADDRESS = re.compile(r"[^\s@,;()<>]+@[^\s@,;()<>]+\.[^\s@,;()<>]+")
_NEEDED = ("Descriptor", "NickName", "Responsible")  # without these nobody knows what the file makes, or whom to ask


def check(file: DecayFile) -> tuple[Finding, ...]:
    """All findings about a file, those of its reading included, in the order of its lines."""
    found = list(file.findings)
    for rule in _RULES[file.kind] if file.readable else ():
        found += rule(file)
    return in_order(found)


def clashes(files: Sequence[DecayFile]) -> dict[str, tuple[Finding, ...]]:
    """Findings that only show beside other files: one event type or one nickname in several. By file name."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for key, code, fact in (
        ("EventType", "event-type-shared", "event_type"),
        ("NickName", "nickname-shared", "nickname"),
    ):
        owners: dict[str, list[DecayFile]] = defaultdict(list)
        for file in files:
            owners[getattr(file, fact)].append(file)
        for value, sharing in owners.items():
            for file in sharing if value and len(sharing) > 1 else ():
                others = [other.file_name for other in sharing if other is not file]
                shown = ", ".join(others[:5]) + (", …" if len(others) > 5 else "")
                message = f"{key} {value} is also that of {shown}."
                found[file.file_name].append(warning(_line(file, key), code, message))
    return {name: in_order(findings) for name, findings in found.items()}


def _line(file: DecayFile, key: str) -> int | None:
    return entry.line if (entry := file.entry(key)) else None


def _event_type(file: DecayFile) -> Iterator[Finding]:
    entry, written = file.entry("EventType"), file.event_type_written
    if entry is None:
        yield error(None, "event-type-missing", "The header has no EventType.")
        return
    if not written:
        yield error(entry.line, "event-type-empty", "EventType is empty.")
        return
    if not file.event_type:
        digits = f" ({len(written)} instead of 10)" if written.isdigit() else ""
        message = f"“{written[:60]}” is not an event type{digits}: ten digits, of which the last two may be a-f."
        yield error(entry.line, "event-type-malformed", message)
    if file.stem != (file.event_type or written):
        message = f"The file is named {file.stem[:60]}, its header says {(file.event_type or written)[:60]}."
        yield error(entry.line, "event-type-differs", message)


def _file_name(file: DecayFile) -> Iterator[Finding]:
    if not is_event_type(file.stem):
        message = f"The file name “{file.stem[:60]}” is not an event type, so no dataset path leads to this file."
        yield warning(None, "file-name-code", message)
    elif not file.stem.isdigit():
        yield note(None, "file-name-hex", f"The event type {file.stem} counts beyond 9 with letters.")


def _keys(file: DecayFile) -> Iterator[Finding]:
    for key in KEYS[1:]:
        if (entry := file.entry(key)) is None:
            message = f"The header has no {key}."
            yield warning(None, "key-missing", message) if key in _NEEDED else note(None, "key-absent", message)
        elif not entry.value:
            yield note(entry.line, "key-empty", f"{key} is empty.")


def _tested(file: DecayFile) -> Iterator[Finding]:
    entry = file.entry("Tested")
    if entry is not None and file.tested is False:
        yield warning(entry.line, "not-tested", "The author says that the file is not tested.")
    elif entry is not None and entry.value and file.tested is None:
        yield warning(entry.line, "tested-unclear", f"Tested says “{entry.value[:60]}”; write Yes or No.")


def _groups(file: DecayFile) -> Iterator[Finding]:
    groups, line = file.groups, _line(file, "PhysicsWG")
    names = " and ".join(f"{GROUPS[code]} ({code})" for code in groups.codes)
    if groups.codes == (UNASSIGNED,):
        said = f"“{groups.written[:60]}” is no known working group" if groups.written else "No working group is given"
        yield warning(line, "group-unassigned", f"{said}; the file is unassigned.")
        return
    if groups.unknown or groups.guessed:
        yield warning(line, "group-unclear", f"“{groups.written[:60]}” is taken to mean {names}.")
    elif not groups.is_as_named:
        yield note(line, "group-spelling", f"“{groups.written[:60]}” is read as {names}.")
    if len(groups.codes) > 1:
        yield note(line, "group-several", f"The file belongs to {len(groups.codes)} working groups: {names}.")


def _date(file: DecayFile) -> Iterator[Finding]:
    entry, date = file.entry("Date"), file.dated
    if entry is None or date.form in ("plain", "absent"):
        return
    written = f"“{entry.value[:60]}”"
    match date.form:
        case "other":
            yield note(entry.line, "date-form", f"{written} is read as {date.remark}; write YYYYMMDD.")
        case "ambiguous":
            yield warning(entry.line, "date-ambiguous", f"{written} may be {date.remark}; write YYYYMMDD.")
        case "two":
            yield warning(entry.line, "date-two", f"{written} holds two dates; the first counts.")
        case _:
            yield warning(entry.line, "date-unreadable", f"{written} is not a date; write YYYYMMDD.")


def _email(file: DecayFile) -> Iterator[Finding]:
    entry = file.entry("Email")
    if entry is not None and entry.value and not _ADDRESS.search(entry.value):
        yield warning(entry.line, "email-unreadable", f"“{entry.value[:60]}” holds no e-mail address.")


def _digits(file: DecayFile) -> Iterator[Finding]:
    if not file.code:
        return
    for digit in decode(file.code).undefined:
        message = f"Character {digit.position} of {file.code} ({digit.name}) has no meaning: {digit.character}."
        yield warning(_line(file, "EventType"), "digit-undefined", message)


def _body(file: DecayFile) -> Iterator[Finding]:
    body = read_body(file.lines, file.body_start)
    yield from body.findings
    for companion, line in body.companions.items():
        yield note(line, "companion", f"The decay needs {companion} in the same folder; hand it in, too.")
    event_type = decode(file.code) if file.code else None
    states = final_states(body) if event_type and event_type.code[:2] in ("11", "12") else None
    if event_type and states:
        yield from _against(event_type, states, _line(file, "EventType"))


def _against(event_type: EventType, states: frozenset[FinalState], line: int | None) -> Iterator[Finding]:
    """Compare the digits with the decays, each where all final states agree on it."""
    code = event_type.code
    tracks = {(min(s.tracks, 9), min(s.tracks + s.strange_tracks, 9)) for s in states}
    if len(tracks) == 1 and not any(s.open_tracks for s in states) and event_type.tracks not in (both := tracks.pop()):
        count = " or ".join(map(str, dict.fromkeys(both)))
        message = f"{code} says {event_type.digits[5].meaning}, the decays give {count}."
        yield warning(line, "tracks-differ", message)
    if any(s.open_neutrals for s in states):
        return
    yield from _digit_differs(event_type, 6, "neutrals-differ", {_neutral_digits(s) for s in states}, line)
    yield from _digit_differs(event_type, 7, "hadrons-differ", {_hadron_digits(s) for s in states}, line)


def _digit_differs(
    event_type: EventType, index: int, rule: str, expected: set[tuple[int, ...]], line: int | None
) -> Iterator[Finding]:
    """One digit against the values that the decays allow; nothing where the decays disagree among themselves."""
    code, written = event_type.code, event_type.digits[index]
    if len(expected) != 1 or int(written.character) in (allowed := expected.pop()):
        return
    given = " or ".join(decode(f"{code[:index]}{digit}{code[index + 1 :]}").digits[index].meaning for digit in allowed)
    message = f"Character {index + 1} of {code} says “{written.meaning}”, the decays give “{given}”."
    yield warning(line, rule, message)


def _neutral_digits(state: FinalState) -> tuple[int, ...]:
    photon = min(state.photons, 1)
    if state.etas:
        return (8, 9) if photon else (8,)
    return (photon + 4, photon + 6) if state.pi0s > 2 else (photon + 2 * state.pi0s,)  # bit 4 is two, 6 may be three


def _hadron_digits(state: FinalState) -> tuple[int, ...]:
    bits = 1 * bool(state.k_shorts) + 2 * bool(state.k_longs) + 4 * bool(state.lambdas)
    return (min(bits + 8, 9), 8) if state.neutrons else (bits,)


def _xml(file: DecayFile) -> Iterator[Finding]:
    """A Dalitz model is read by the generator; here it only has to be plain, well-formed XML."""
    text = re.sub(r"^\s*<\?xml[^>]*>", "", "\n".join(file.lines))  # it is decoded, whatever encoding it declares
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        yield error(None, "xml-doctype", "The XML declares a document type; a Dalitz model has none.")
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as problem:
        yield error(problem.lineno, "xml-broken", f"The XML is not well formed: {problem.msg[:120]}.")


def _pdl(file: DecayFile) -> Iterator[Finding]:
    if not any(line.split()[:1] in (["add"], ["set"]) for line in file.lines):
        yield error(None, "pdl-empty", "The particle table adds no particle (no line starts with add or set).")


Rule = Callable[[DecayFile], Iterable[Finding]]
_RULES: dict[str, tuple[Rule, ...]] = {
    "dec": (_event_type, _file_name, _keys, _tested, _groups, _date, _email, _digits, _body),
    "dat": (_event_type, _file_name, _digits),
    "xml": (_file_name, _xml),
    "pdl": (_pdl,),
}
