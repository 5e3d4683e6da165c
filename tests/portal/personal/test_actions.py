"""The exceptions from append-only are as narrow as they say."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from members.models import Category, Person, PersonAddress
from portal.outbox.keys import without_address
from portal.personal.actions import blank, redact
from portal.personal.models import Blanking
from portal.personal.queries import pattern

Event = Person.pgh_event_model


@pytest.fixture
def pair(db):
    return [
        Person.objects.create(given_name=name, family_name="Pair", paper_name="P", email=f"{name}@pair.example")
        for name in ("ana", "joana")
    ]


def test_blank_changes_the_named_columns_of_one_object(pair):
    ana, joana = pair
    assert blank(Person, ana.pk, ["email"], by=None, reason="test") == 1
    rows = {row.pgh_obj_id: row for row in Event.objects.filter(pgh_obj_id__in=[ana.pk, joana.pk])}
    assert (rows[ana.pk].email, rows[ana.pk].family_name) == ("", "Pair")
    assert rows[joana.pk].email == "joana@pair.example"
    [note] = Blanking.objects.all()
    assert (note.table, note.key, note.columns, note.rows, note.who) == (
        "members_personevent", str(ana.pk), ["email"], 1, "the portal",
    )  # fmt: skip
    assert blank(Person, ana.pk, ["email"], by=None, reason="test") == 0
    assert Blanking.objects.count() == 1


@pytest.mark.parametrize("column", ["pgh_label", "pgh_context", "id", "user", "deceased", "nonsense"])
def test_who_and_when_cannot_be_blanked(pair, column):
    with pytest.raises(ValueError, match=r"no column that can be blanked|no empty value"):
        blank(Person, pair[0].pk, [column], by=None, reason="test")


def test_outside_of_the_call_events_are_as_fixed_as_ever(pair):
    blank(Person, pair[0].pk, ["email"], by=None, reason="test")
    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
        Event.objects.update(email="")


def test_what_has_no_history_has_nothing_to_blank(db):
    with pytest.raises(LookupError, match="has no history"):
        blank(Blanking, 1, ["reason"], by=None, reason="test")


def test_redact_finds_a_value_as_a_whole_in_any_case(pair):
    ana, joana = pair
    Category.objects.create(code="c", name="write to ANA@pair.example, please")
    PersonAddress.objects.create(person=joana, address="ana@pair.example.org")
    assert redact(["ana@pair.example"], by=None, reason="test") == []
    ana.refresh_from_db()
    joana.refresh_from_db()
    assert (ana.email, joana.email) == ("", "joana@pair.example")
    assert Category.objects.get(code="c").name == "write to (erased), please"
    assert joana.addresses.get().address == "ana@pair.example.org"


def test_a_pattern_takes_nothing_for_a_wildcard():
    assert r"a\.b\+c@x\.example" in pattern(["a.b+c@x.example"])
    with pytest.raises(ValueError, match="no value"):
        pattern(["", ""])


@pytest.mark.parametrize("key", ["request:5:confirm", "news"])
def test_a_key_without_an_address_stays(key):
    assert without_address(key) == key


def test_keys_of_two_addresses_stay_two():
    first, second = (without_address(f"request:5:confirm:{name}@x.example") for name in ("a", "b"))
    assert first != second
    assert first.startswith("request:5:confirm:")
    assert first == without_address("request:5:confirm:A@x.example")
    assert "@" not in without_address("a@x.example:confirm:1")
