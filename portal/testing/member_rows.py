"""Rows of people, institutes, requests, reviews and author lists for tests, each in the state asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

from portal.periods import Period
from portal.policy import SYSTEM
from portal.testing.personas import ALWAYS, Cast, category, group, model


def membership_request(institute: Any, state: str, number: int = 0, **more: Any) -> Any:
    """A membership request in a state, with the facts that the state asks for."""
    now = timezone.now()
    return model("members.MembershipRequest").objects.create(
        **{
            "given_name": f"Nora {number}",
            "family_name": "Newcomer",
            "email": f"nora-{number}-{state}@lab.example",
            "institute": institute,
            "category": category(),
            "starts_on": date(2026, 1, 1),
            "state": state,
            "token": f"token-{institute.pk}-{state}-{number}",
            "confirmed_at": None if state in ("unconfirmed", "withdrawn") else now,
            "endorsed_at": now if state == "endorsed" else None,
            "decided_at": now if state in ("approved", "declined") else None,
            **more,
        }
    )


def invitation(institute: Any, number: int = 0, **more: Any) -> Any:
    """An invitation: open, used, expired and taken back in turn."""
    now, state = timezone.now(), ("open", "used", "expired", "revoked")[number % 4]
    made = model("members.Invitation").objects.create(
        **{
            "institute": institute,
            "email": f"guest-{number}@lab.example",
            "token": f"invitation-{institute.pk}-{number}",
            "expires_on": date(2020, 1, 1) if state == "expired" else date(9000, 1, 1),
            "revoked_at": now if state == "revoked" else None,
            **more,
        }
    )
    if state == "used":
        membership_request(institute, "declined", 90 + number, invitation=made)
    return made


def application(state: str, number: int = 0, by: Any = None, **more: Any) -> Any:
    """The application of an institute in a state, with the facts that the state asks for."""
    decided = date(2026, 2, 1) if state in ("admitted", "declined") else None
    name = f"{state} {number}"
    if state == "admitted":
        fields = {"name": f"University of {name}", "short_name": name, "period": ALWAYS}
        more["institute"] = model("members.Institute").objects.create(**fields)
    return model("members.Application").objects.create(
        institute_name=f"University of {name}",
        short_name=name,
        contact_name="Ada Brook",
        contact_email=f"ada-{number}@{state}.example",
        state=state,
        filed_by=by,
        decided_on=decided,
        **more,
    )


def departure(state: str, number: int = 0, institute: Any = None) -> Any:
    """The departure of an institute in a state."""
    if institute is None:
        name = f"Leaver {state} {number}"
        institute = model("members.Institute").objects.create(name=name, short_name=name, period=ALWAYS)
    return model("members.Departure").objects.create(
        institute=institute, on=date(2190, 1, 1), reason="the group closes", state=state
    )


def sign(person: Any) -> Any:
    """An active authorship."""
    return model("members.Authorship").objects.create(person=person, period=Period(date(2026, 1, 1), None))


def author_list(state: str, number: int = 0) -> Any:
    """An author list, open or frozen by its verb."""
    made = model("members.AuthorList").objects.create(
        title=f"Search number {number}", reference=f"PUB-{state}-{number}", on=date(2026, 6, 1)
    )
    if state == "frozen":
        import_string("members.authorship.actions.freeze")(made, by=SYSTEM)
    return made


def review(year: int, state: str, *institutes: Any) -> Any:
    """A yearly review in which these institutes confirm."""
    now = timezone.now()
    closed = now if state == "closed" else None
    made = model("members.Review").objects.create(
        year=year, on=date(2026, 1, 1), due_on=date(2026, 6, 1), state=state, closed_at=closed
    )
    for institute in institutes:
        model("members.Confirmation").objects.create(review=made, institute=institute)
    return made


def correction(confirmation: Any, person: Any, state: str) -> Any:
    """Something that a delegate marked."""
    settled = timezone.now() if state == "settled" else None
    return model("members.Correction").objects.create(
        confirmation=confirmation, person=person, text="Left last year", who="D", state=state, settled_at=settled
    )


def reviews(cast: Cast, other: Any, person: Any) -> None:
    """A closed review, and an open one with a correction in each state and one institute that has confirmed."""
    review(2024, "closed", cast.institute, other)
    for year in (2025, 2026):
        made = review(year, "open", cast.institute, other)
        waiting, confirmed = (
            made.confirmations.filter(institute=cast.institute),
            made.confirmations.exclude(institute=cast.institute),
        )
        for found, somebody in ((waiting.get(), cast.person("member")), (confirmed.get(), person)):
            correction(found, somebody, "marked" if year == 2026 else "settled")
        if year == 2026:
            import_string("members.reviews.actions.confirm")(confirmed.get(), by=cast["office"])


def nomination(person: Any, state: str, number: int = 0) -> Any:
    """Somebody proposed for a post of the working group, in a state."""
    answered = None if state == "proposed" else timezone.now()
    term = Period(date(2100 + number, 1, 1), date(2101 + number, 1, 1))
    return model("members.Nomination").objects.create(
        person=person, group=group("EWP"), post="convener", period=term, state=state, answered_at=answered
    )


def dump_decision(by: Any, number: int = 0, **chosen: Any) -> Any:
    """How a conflict of a registry dump was decided: `chosen` is a person, an institute, or nothing (left out)."""
    subject = "place" if "institute" in chosen else "person"
    return model("members.Decision").objects.create(
        subject=subject,
        key=f"{subject}:{number}",
        label=f"row {number}",
        verdict="this" if chosen else "out",
        decided_by=by,
        **chosen,
    )
