"""Author lists for the tests: an invented one, the list that a file would publish, and LaTeX to set them with."""

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Callable
from datetime import date
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from members.authorship.authorxml import AuthorFile
from members.authorship.published import (
    NOTE,
    STATUS,
    Affiliation,
    Author,
    Collaboration,
    Institute,
    Note,
    PublishedList,
)

NAMESPACE = uuid.UUID("6f0e6f3c-58a2-4d0e-9a4f-0f2f3f1c6a11")


def _republished(file: AuthorFile) -> PublishedList:
    """All that was read, as a list to publish; rows that are not of our record get a uuid from their place."""
    places = {each.key: each.uuid or uuid.uuid5(NAMESPACE, f"place {each.key}") for each in file.organizations}
    collaborations = [each.key for each in file.collaborations]
    return PublishedList(
        collaborations=tuple(Collaboration(each.name, each.experiment) for each in file.collaborations),
        reference=file.reference,
        on=file.created_on or date(2026, 11, 20),
        institutes=tuple(
            Institute(
                uuid=places[each.key],
                name=each.name,
                address=each.address,
                domain=each.domain,
                inspire_name=each.inspire_name,
                ror=each.ror,
                identifiers=tuple(
                    (name.source, name.value)
                    for name in each.identifiers
                    if name.source not in ("INSPIRE", "ROR") and not name.value.startswith("urn:uuid:")
                ),
                status=each.statuses[0][1] if each.statuses else "",
            )
            for each in file.organizations
        ),
        authors=tuple(
            Author(
                uuid=each.uuid or uuid.uuid5(NAMESPACE, f"person {each.line}"),
                family=each.family,
                given=each.given,
                paper=each.paper,
                paper_given=each.paper_given,
                paper_family=each.paper_family,
                suffix=each.suffix,
                native=each.native,
                deceased=each.deceased,
                affiliations=tuple(
                    Affiliation(places[link.organization], link.connection) for link in each.affiliations
                ),
                notes=each.notes,
                orcid=each.orcid,
                inspire_id=each.inspire_id,
                identifiers=tuple(
                    (name.source, name.value)
                    for name in each.identifiers
                    if name.source not in ("ORCID", "INSPIRE") and not name.value.startswith("urn:uuid:")
                ),
                funding=each.funding,
                collaboration=next(
                    (collaborations.index(key) for key, _ in each.collaborations if key in collaborations), 0
                ),
                position=each.collaborations[0][1] if each.collaborations else "",
            )
            for each in file.persons
        ),
    )


@pytest.fixture(scope="session")
def republished() -> Callable[[AuthorFile], PublishedList]:
    return _republished


@pytest.fixture(scope="session")
def dtd(shared: Path) -> etree.DTD:
    """The DTD of the format."""
    return etree.DTD(StringIO((shared / "data/authorship/author.dtd").read_text()))


@pytest.fixture(scope="session")
def golden() -> Path:
    return Path(__file__).parent / "golden"


def _uuid(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


@pytest.fixture(scope="session")
def invented() -> PublishedList:
    """Everything a list can hold, with people who do not exist."""
    harbour, north, unused, guest = (
        Institute(
            _uuid(1),
            "Harbour University",
            "1 Quay Street, 12345 Port & Sons, Nowhere",
            domain="https://harbour.example.org",
            inspire_name="Harbour U.",
            ror="0fake0027",
            identifiers=(("GRID", "grid.1.2"), ("InstId", "808")),
            status="member",
        ),
        Institute(_uuid(2), "Norðurlab", "Norðurlab, 600 Þorp"),
        Institute(_uuid(3), "Empty House", "No Street"),
        Institute(_uuid(4), "Guest Labs #1_a", status="nonmember"),
    )
    at_harbour, at_north = Affiliation(harbour.uuid), Affiliation(north.uuid)
    return PublishedList(
        collaborations=(Collaboration("Lantern", "NOWHERE-LANTERN-1"), Collaboration("The Beacon Collaboration")),
        reference="LANTERN-PUB-2026-001: $B^0$ & 100% <x>",
        on=date(2026, 11, 20),
        institutes=(harbour, north, unused, guest),
        authors=(
            Author(
                _uuid(11),
                "Ångqvist",
                "Mårten Jan-Erik",
                paper="M. J.-E. Ångqvist",
                paper_given="M. J.-E.",
                paper_family="Ångqvist",
                affiliations=(at_harbour, at_north),
                orcid="0000-0002-1694-233X",
                inspire_id="INSPIRE-00000419",
                identifiers=(("CCID", "100001"),),
                funding="Lamplighter Fellow",
                position="Spokesperson",
            ),
            Author(_uuid(12), "Lantern", "Wei", paper="W. Lantern", native="灯偉", affiliations=(at_harbour,)),
            Author(_uuid(13), "Lantern", "Wei", paper="W. Lantern", affiliations=(at_harbour,), deceased=True),
            Author(
                _uuid(14),
                "Nguyễn",
                "Phượng",
                paper="Nguyễn Ph.",
                paper_given="Ph.",
                paper_family="Nguyễn",
                native="Nguyễn Thị Phượng",
                affiliations=(at_north, Affiliation(guest.uuid, "Also at")),
                notes=(Note("Also at", "Free Observatory, 2nd floor"), Note("Now at", "Bank & Co.")),
            ),
            Author(
                _uuid(15),
                "Quill",
                "Edward",
                suffix="Jr.",
                paper="E. Quill Jr.",
                paper_given="E.",
                paper_family="Quill",
                affiliations=(Affiliation(harbour.uuid, "On leave from"),),
                notes=(Note(STATUS, "Retired"), Note(NOTE, "Corresponding author")),
                collaboration=1,
            ),
            Author(_uuid(16), "Wulandari", paper="Wulandari", affiliations=(at_north,), deceased=True),
            Author(_uuid(17), "Zażółć", r"\input{/etc/passwd}", paper="Z. Zażółć"),
        ),
    )


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Any]:
    """`sheet().place("a", "Harbour University").person("Wei", "Lantern", "a").write()` is a file to import."""
    from tests.members.authorship.records import Sheet  # models: not before Django is ready

    numbers = count(1)
    return lambda on="2024-05-01": Sheet(tmp_path / f"list-{next(numbers)}.xml", on)


class Latex:
    """pdflatex in a folder of its own: no shell, and the text of the pages read back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = ""

    def letters(self, tex: str) -> str:
        """The letters and signs that the document prints, without blanks and hyphens, from the uncompressed PDF."""
        (self.folder / "list.tex").write_text(tex, encoding="ascii")
        first = r"\pdfcompresslevel=0 \pdfobjcompresslevel=0 \input{list.tex}"
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-jobname=list", first]
        run = subprocess.run(command, cwd=self.folder, capture_output=True, timeout=300, check=False)
        self.log = (self.folder / "list.log").read_text(encoding="latin-1")
        assert run.returncode == 0, [line for line in self.log.splitlines() if line.startswith("!")]
        pdf = (self.folder / "list.pdf").read_bytes().decode("latin-1")
        strings = re.findall(r"\[((?:\((?:\\.|[^\\)])*\)|[^\[\]()])*)\]TJ", pdf)
        return "".join(
            re.sub(r"\\(.)", r"\1", part[1:-1]) for line in strings for part in STRING.findall(line)
        ).replace("-", "")

    def overfull(self) -> float:
        """How far the fullest page runs over its foot, in points."""
        return max(map(float, re.findall(r"Overfull \\vbox \(([\d.]+)pt too high\)", self.log)), default=0.0)


STRING = re.compile(r"\((?:\\.|[^\\)])*\)")


@pytest.fixture
def latex(tmp_path: Path) -> Latex:
    return Latex(tmp_path)


def _lacks(file: str) -> bool:
    return not subprocess.run(["kpsewhich", file], capture_output=True, check=False).stdout


@pytest.fixture
def vietnamese_fonts() -> None:
    """The T5 encoding, a package of its own."""
    if shutil.which("kpsewhich") is None or _lacks("t5enc.def"):
        if os.environ.get("CI") == "true":
            pytest.fail("CI has everything, but the T5 fonts (texlive-lang-other) are not installed", pytrace=False)
        pytest.skip("the T5 fonts (texlive-lang-other) are not installed")
