"""Applications and departures of the two institutes."""

from __future__ import annotations

import pytest

PDF = b"%PDF-1.7\n%made for a test\n1 0 obj << >> endobj\ntrailer\n%%EOF\n"
WANTED = ("intent", "cv", "recommendation", "recommendation", "operation")


def pdf(number: int = 0) -> bytes:
    """A file that passes for a PDF, another one for each number."""
    return PDF.replace(b"made for a test", b"made for a test, %d" % number)


@pytest.fixture
def draft(world):
    """A draft that a member filed on behalf of Westmoor."""
    from members.accession import actions

    return actions.file_application(
        by=world.user("member"),
        institute_name="University of Westmoor",
        short_name="Westmoor",
        contact_name="Ada Brook",
        contact_email="ada@westmoor.example",
        delegate_name="Delegate Lindqvist",
        delegate_email="DELEGATE@lab.example",
        manpower={"postdoc": 3, "phd-student": 2},
    )


@pytest.fixture
def complete(world, draft):
    """The draft with all documents that the by-laws ask for."""
    from members.accession import actions

    for number, kind in enumerate(WANTED):
        actions.attach(draft, kind=kind, file_name=f"{kind}.pdf", content=pdf(number), by=world.user("member"))
    return draft


@pytest.fixture
def presented(world, complete):
    """Submitted, and presented to the board."""
    from members.accession import actions

    actions.submit(complete, by=world.user("member"))
    actions.present(complete, meeting_on=world.today, by=world.user("office"))
    return complete
