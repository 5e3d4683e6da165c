"""What a physicist runs: commands for the grid, and lines for a steering file. Everything may be pasted as it stands.

Source: the gbasf2 and basf2 pages of the Belle II online book.
"""

from __future__ import annotations

import re
import shlex
import zlib
from collections.abc import Iterable, Sequence

LONGEST_PROJECT = 32
RELEASE = "RELEASE"
"""Stands where nobody has said which release to use: gbasf2 refuses it, and the page says why it is there."""
STEERING = """\
import basf2
import modularAnalysis as ma

{conditions}path = basf2.Path()
ma.inputMdstList(filelist=[], path=path)  # the grid fills in the files
{cut}# your analysis
basf2.process(path)
"""


def project_name(text: str, taken: Iterable[str] = ()) -> str:
    """A name for a project on the grid: at most 32 letters, digits, plus, minus and underscore; none of `taken`.

    Whatever cannot be written like this is replaced and marked by a checksum: two projects may not share a name, and
    names of collections differ anywhere. A minus in front would be read as an option.
    """
    name = re.sub(r"[^A-Za-z0-9+_-]", "_", text)
    name = re.sub(r"^(?=[-+]|$)", "p", name)
    number = 0
    while (made := name if not number and _fits(name, text) else _marked(name, text, number)) in taken:
        number += 1
    return made


def _fits(name: str, text: str) -> bool:
    return name == text and len(name) <= LONGEST_PROJECT


def _marked(name: str, text: str, number: int) -> str:
    mark = f"{zlib.crc32(f'{text}{number or str()}'.encode()) & 0xFFFFFF:06x}"
    return f"{name[: LONGEST_PROJECT - 7]}_{mark}"


def gbasf2(project: str, release: str, path: str) -> str:
    """The command that runs `steering.py` on the dataset or collection at `path`."""
    return f"{_start(project, release)} \\\n  -i {shlex.quote(path)} \\\n  steering.py\n"


def gbasf2_list(project: str, release: str, file_name: str) -> str:
    """The command that runs `steering.py` on a list of datasets in a file, one path per line."""
    return f"{_start(project, release)} \\\n  --input_dslist {shlex.quote(file_name)} \\\n  steering.py\n"


def gbasf2_block(paths: Iterable[str], release: str) -> str:
    """The commands for several collections, each with a project of its own."""
    commands, taken = [], set[str]()
    for path in paths:
        name = project_name(path.rsplit("/", 1)[-1], taken)
        taken.add(name)
        commands.append(gbasf2(name, release, path))
    return "\n".join(commands)


def _start(project: str, release: str) -> str:
    return f"gbasf2 -p {project_name(project)} -s {shlex.quote(release)}"


def cut_on_flag(skim: str) -> str:
    """The line that keeps the events of a flagged skim."""
    return f"ma.applyEventCuts({f'eventExtraInfo(passes_{skim})==1'!r}, path=path)\n"


def conditions(tags: Sequence[str]) -> str:
    """The lines that set the global tags of a chain, of which the first wins; empty for no chain."""
    lines = [f"basf2.conditions.prepend_globaltag({tag!r})\n" for tag in reversed(tags)]
    return "".join([*lines[:-1], f"{lines[-1].rstrip()}  # looked up first\n"]) if len(lines) > 1 else "".join(lines)


def steering(*marks: str, tags: Sequence[str] = ()) -> str:
    """The frame of a steering file.

    `marks` are the skims that the events may be marked by, of which one is cut on; `tags` the chain of global tags.
    """
    chosen, *others = map(cut_on_flag, marks or [""])
    cut = "".join([chosen, *(f"# or {line}" for line in others)]) if marks else ""
    block = conditions(tags)
    return STEERING.format(cut=cut, conditions=f"{block}\n" if block else "")
