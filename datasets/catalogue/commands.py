"""What a physicist runs: commands for the grid, and lines for a steering file. Everything may be pasted as it stands.

Source: the gbasf2 and basf2 pages of the Belle II online book.
"""

from __future__ import annotations

import re
import shlex
import zlib

LONGEST_PROJECT = 32
STEERING = """\
import basf2
import modularAnalysis as ma

path = basf2.Path()
ma.inputMdstList(filelist=[], path=path)  # the grid fills in the files
{cut}# your analysis
basf2.process(path)
"""


def project_name(text: str) -> str:
    """A name for a project on the grid: at most 32 letters, digits, plus, minus and underscore.

    The end of a longer one is replaced by a checksum: two projects may not share a name, and names of collections
    differ anywhere.
    """
    name = re.sub(r"[^A-Za-z0-9+_-]", "_", text)
    if len(name) <= LONGEST_PROJECT:
        return name
    return f"{name[: LONGEST_PROJECT - 7]}_{zlib.crc32(text.encode()) & 0xFFFFFF:06x}"


def gbasf2(project: str, release: str, path: str) -> str:
    """The command that runs `steering.py` on the dataset or collection at `path`."""
    return (
        f"gbasf2 -p {project_name(project)} -s {shlex.quote(release)} \\\n  -i {shlex.quote(path)} \\\n  steering.py\n"
    )


def gbasf2_list(project: str, release: str, file_name: str) -> str:
    """The command that runs `steering.py` on a list of datasets in a file, one path per line."""
    start = f"gbasf2 -p {project_name(project)} -s {shlex.quote(release)}"
    return f"{start} \\\n  --input_dslist {shlex.quote(file_name)} \\\n  steering.py\n"


def cut_on_flag(skim: str) -> str:
    """The line that keeps the events of a flagged skim."""
    return f"ma.applyEventCuts('eventExtraInfo(passes_{skim})==1', path=path)\n"


def steering(*marks: str) -> str:
    """The frame of a steering file; `marks` are the skims that the events may be marked by, of which one is cut on."""
    chosen, *others = map(cut_on_flag, marks or [""])
    return STEERING.format(cut="".join([chosen, *(f"# or {line}" for line in others)]) if marks else "")
