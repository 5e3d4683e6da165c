"""Erasure: nothing that reaches the person is left in any table, and who it was stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from members.privacy.erasure import erase, preview
from members.requests.models import MembershipRequest, RequestNote
from portal.accounts.models import Identity, Session, User
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.personal.models import Blanking
from portal.personal.queries import holders, text_columns
from portal.policy import Denied
from tests.members.privacy.conftest import ADDRESS, EARLIER

ALL = [ADDRESS, EARLIER, "ines@third.example", "i.gone@twin.example"]
SAID = ["She is slow to answer", "/DC=example/CN=Ines Gone", "ines-77"]


def anywhere(text):
    """The tables with a text or JSON column that holds `text`, by a search that shares nothing with the code."""
    found = set()
    with connection.cursor() as cursor:
        for table, columns in text_columns().items():
            for column in columns:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE strpos(lower("{column}"::text), %s) > 0', [text.lower()]
                )
                if cursor.fetchone()[0]:
                    found.add(f"{table}.{column}")
    return found


def test_no_table_of_the_database_holds_the_addresses_afterwards(world, leaver):
    before = {value: anywhere(value) for value in ALL + SAID}
    assert all(before.values())
    assert {"members_personevent.email", "portal_effect.key", "members_merge.moved"} <= set().union(*before.values())
    erase(leaver, by=world.user("office"), reason=f"asked by letter, wrote from {ADDRESS}")
    assert {value: anywhere(value) for value in ALL + SAID} == {value: set() for value in ALL + SAID}
    assert holders(ALL) == []
    assert Effect.objects.get(key="leaving:office:office@lab.example").payload["text"] == "Ines ((erased)) leaves."


def test_names_places_periods_and_identifiers_of_papers_stay(world, leaver):
    before = Membership.objects.get(person=leaver).period
    erase(leaver, by=world.user("office"), reason="asked")
    person = Person.objects.get(pk=leaver.pk)
    assert (str(person), person.email, bool(person.erased_at)) == ("Inês Gone", "", True)
    assert Membership.objects.get(person=person).period == before
    assert [row.kind for row in PersonIdentifier.objects.filter(person=person)] == ["ORCID"]
    request = MembershipRequest.objects.get(family_name="Gone")
    assert (request.email, request.message, request.institute.short_name) == ("", "", "Sundridge")


def test_the_account_opens_nothing_any_more(world, leaver, client):
    client.force_login(leaver.user)
    assert Session.objects.filter(user=leaver.user).exists()
    erase(leaver, by=world.user("office"), reason="asked")
    user = User.objects.get(username="gone")
    assert (user.is_active, user.email, user.has_usable_password()) == (False, "", False)
    assert not Session.objects.filter(user=user).exists()
    assert not Identity.objects.filter(user=user).exists()


def test_a_mail_that_still_waits_is_not_sent_and_asking_again_makes_no_second(world, leaver):
    from portal.outbox.mail import enqueue

    key = f"leaving:her:{ADDRESS.lower()}"
    first = Effect.objects.get(key=key)
    first.state = "waiting"
    first.save()
    erase(leaver, by=world.user("office"), reason="asked")
    first.refresh_from_db()
    assert (first.state, "@" in first.key, set(first.payload)) == ("failed", False, {"forgotten"})
    with transaction.atomic():
        assert enqueue("mail", {"to": ADDRESS}, key=key).pk == first.pk


def test_an_address_that_somebody_else_has_today_stays_theirs(world, leaver):
    """Addresses are given away again: the new owner keeps the mails and the record."""
    heir = world.person("Noor", "Heir", email=EARLIER)
    found = erase(leaver, by=world.user("office"), reason="asked")
    heir.refresh_from_db()
    assert (heir.email, found.shared) == (EARLIER, (EARLIER,))


def test_part_of_a_longer_address_is_not_touched(world, leaver):
    other = world.person("Other", "Ines", email=f"x{ADDRESS}")
    longer = world.person("Longer", "Ines", email=f"{EARLIER}.org")
    erase(leaver, by=world.user("office"), reason="asked")
    other.refresh_from_db()
    longer.refresh_from_db()
    assert (other.email, longer.email) == (f"x{ADDRESS}", f"{EARLIER}.org")


def test_the_preview_counts_the_same_and_changes_nothing(world, leaver):
    before = {value: anywhere(value) for value in ALL + SAID}
    seen = preview(leaver, by=world.user("office"))
    assert {value: anywhere(value) for value in ALL + SAID} == before
    assert not Blanking.objects.exists()
    assert seen.went["further addresses"] == 1
    assert seen == erase(leaver, by=world.user("office"), reason="asked")


def test_every_use_of_the_exception_is_recorded_and_cannot_be_changed(world, leaver):
    erase(leaver, by=world.user("office"), reason="asked")
    rows = Blanking.objects.filter(table="members_personevent", key=str(leaver.pk))
    assert {(row.who, tuple(row.columns)) for row in rows} == {("Office Castellanos", ("email", "email_confirmed_at"))}
    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
        Blanking.objects.all().delete()


def test_the_history_is_append_only_again_afterwards(world, leaver):
    erase(leaver, by=world.user("office"), reason="asked")
    for statement in ("UPDATE members_personevent SET email = 'x'", "DELETE FROM members_membershiprequestevent"):
        with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize("who", ["member", "delegate", "stranger", "gone"])
def test_nobody_but_the_office_may(world, leaver, who):
    with pytest.raises(Denied):
        erase(leaver, by=world.user(who), reason="asked")


@pytest.mark.parametrize("since", [-10, 10])
def test_refused_with_a_current_or_future_membership(world, leaver, since):
    world.member(leaver, "Northgate", since=world.today + timedelta(days=since))
    with pytest.raises(MoveRefused, match="is a member of Northgate"):
        erase(leaver, by=world.user("office"), reason="asked")
    assert Person.objects.get(pk=leaver.pk).email == ADDRESS


def test_refused_for_a_merged_record_an_open_request_an_administrator_and_without_a_reason(world, leaver):
    office = world.user("office")
    with pytest.raises(MoveRefused, match="was merged into that of Inês Gone"):
        erase(Person.everybody.get(email="i.gone@twin.example"), by=office, reason="asked")
    with pytest.raises(MoveRefused, match="say why"):
        erase(leaver, by=office, reason=" ")
    User.objects.filter(username="gone").update(is_staff=True)
    with pytest.raises(MoveRefused, match="administrator"):
        erase(leaver, by=office, reason="asked")
    world.waiting(email=ADDRESS.lower())
    with pytest.raises(MoveRefused, match="still open"):
        erase(leaver, by=office, reason="asked")


def test_a_second_erasure_finds_nothing_left(world, leaver):
    erase(leaver, by=world.user("office"), reason="asked")
    again = erase(leaver, by=world.user("office"), reason="asked again")
    assert again.went.get("e-mail addresses", 0) == 0
    assert not RequestNote.objects.exists()
