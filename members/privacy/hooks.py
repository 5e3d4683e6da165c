"""What pages and lists of people call before they show private fields."""

from __future__ import annotations

from typing import Any

from members.people.models import Person
from members.privacy import policy
from members.privacy.actions import look
from portal.policy import Denied, facts, may
from portal.ui.addresses import page_url

CONTACT = "contact data"


def seen_on_page(person: Person, by: Any, where: str) -> bool:
    """Record a look at one person; False when that failed, and the fields must not be shown."""
    try:
        look(by=by, what=CONTACT, where=where, person=person)
    except Denied:
        return False
    return True


def seen_one(key: int, by: Any, where: str) -> None:
    """Record that one row with an address leaves by the API. Raises Denied when it cannot be."""
    look(by=by, what=CONTACT, where=where, person=Person(pk=key))


def seen_in_list(by: Any, where: str, people: int, query: str) -> None:
    """Record that a list with e-mail addresses leaves. Raises Denied when it cannot be."""
    look(by=by, what="e-mail addresses", where=where, people=people, query=query)


def data_links(person: Person, by: Any) -> list[dict[str, Any]]:
    """The buttons of the page of a person: all that is held, and for the office its erasure. Costs no query."""
    if not may(by, policy.SEE, person):
        return []
    own = facts(by).get("person_id") == person.pk
    found = [{"label": "Your data" if own else "Data held", "url": page_url("person_data", person.pk)}]
    if may(by, policy.ERASE, person) and not own and not person.erased_at:
        found.append({"label": "Erase contact data", "url": page_url("person_erase", person.pk)})
    return found
