"""Merging two records keeps all rows, names what cannot stand side by side, and can be undone exactly."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from members.authorship.models import AuthorNote, Authorship
from members.groups.models import Appointment, Group
from members.memberships.models import Membership, Reminder
from members.people import actions as people
from members.people.merging import actions
from members.people.merging.queries import likely_duplicates
from members.people.merging.rules import references
from members.people.models import FieldAudience, Merge, NotTheSame, Person, PersonAddress, PersonIdentifier
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import SYSTEM, Denied, facts


@pytest.fixture
def two(world):
    """The same person, once with an account."""
    kept = world.person("Ida", "Quist", account="ida")
    gone = world.person("I.", "Kvist", email="IDA.old@lab.example", native_name="井田")
    world.member(kept, "Sundridge", date(2022, 1, 1))
    return kept, gone


def snapshot():
    """All rows that tell of people, as they stand; the merge itself apart."""
    models = {Person, Reminder, *(field.model for field in references(Person))} - {Merge}
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def merged(kept, gone, reason="met in the corridor"):
    return actions.merge(kept=kept, gone=gone, by=SYSTEM, reason=reason)


def test_every_foreign_key_to_a_person_is_found():
    """Of all packages; a table that is added later is found as well."""
    found = {(field.model._meta.label, field.name) for field in references(Person)}
    declared = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person and not hasattr(model, "pgh_tracked_model")
    }
    stay = {("members.Merge", "kept"), ("members.Merge", "gone")}
    stay |= {("members.NotTheSame", "first"), ("members.NotTheSame", "second")}
    assert found == declared - stay
    assert ("members.Membership", "sponsor") in found


def test_all_rows_come_over_and_the_undo_puts_them_back_exactly(world, two):
    kept, gone = two
    world.member(gone, "Northgate", date(2020, 2, 29), date(2021, 3, 1))
    guest = world.person("Gus", "Guest")
    world.member(guest, "Sundridge", sponsor=gone)
    world.delegate(gone, "Northgate", since=date(2021, 1, 1))
    group = Group.objects.create(code="ewp", name="EWP", kind="working_group")
    Appointment.objects.create(person=gone, group=group, post="convener", period=Period(date(2023, 1, 1), None))
    Authorship.objects.create(person=gone, period=Period(date(2020, 1, 1), None))
    AuthorNote.objects.create(person=gone, kind="Also at", text="Elsewhere", period=Period(date(2020, 1, 1), None))
    PersonIdentifier.objects.create(person=gone, kind="ORCID", value="0000-0002-1825-0097")
    PersonAddress.objects.create(person=gone, address="third@lab.example")
    people.rename(gone, on=world.today, given_name="Ida", by=SYSTEM)
    request = world.waiting(person=gone)
    earlier = snapshot()

    merge = merged(kept, gone)
    kept, gone = Person.everybody.get(pk=kept.pk), Person.everybody.get(pk=gone.pk)
    assert gone.merged_into == kept
    assert kept.native_name == "井田"
    assert {row.institute.short_name for row in kept.memberships.all()} == {"Sundridge", "Northgate"}
    assert guest.memberships.get().sponsor == kept
    for rows in (kept.delegations, kept.appointments, kept.authorships, kept.author_notes, kept.former_names):
        assert rows.count() == 1
    request.refresh_from_db()
    assert request.person == kept
    assert set(kept.addresses.values_list("address", flat=True)) == {"third@lab.example", "IDA.old@lab.example"}
    left = [field for field in references(Person) if field.model._base_manager.filter(**{field.name: gone}).exists()]
    assert left == []

    actions.undo_merge(merge, by=SYSTEM, reason="they are sisters")
    assert snapshot() == earlier
    with pytest.raises(MoveRefused, match="undone already"):
        actions.undo_merge(merge, by=SYSTEM, reason="again")
    assert merged(kept, gone).pk != merge.pk  # and it can be done anew


def test_equal_rows_become_one_and_two_again(world, two):
    """Memberships that overlap and say the same are joined; what hangs on the second one hangs on the first."""
    kept, gone = two
    longer = world.member(gone, "Sundridge", date(2020, 1, 1), date(2023, 1, 1), position=3)
    Reminder.objects.create(membership=longer, until=date(2023, 1, 1), days=7, sent=True)
    FieldAudience.objects.create(person=kept, field="email", audience="public")
    FieldAudience.objects.create(person=gone, field="email", audience="office")
    for person, problem in ((kept, "another record has the same ORCID iD"), (gone, "")):
        PersonIdentifier.objects.create(person=person, kind="ORCID", value="0000-0002-1825-0097", problem=problem)
    earlier = snapshot()
    merge = merged(kept, gone)
    row = Membership.objects.get(person=kept)
    assert row.period == Period(date(2020, 1, 1), None)
    assert row.reminders.count() == 1
    assert FieldAudience.objects.get().audience == "office"  # the narrower
    assert PersonIdentifier.objects.get().problem == ""
    actions.undo_merge(merge, by=SYSTEM, reason="they are sisters")
    assert snapshot() == earlier


def test_what_cannot_stand_side_by_side_is_named_and_nothing_changes(world, two):
    kept, gone = two
    world.member(gone, "Sundridge", date(2023, 1, 1), date(2024, 1, 1), category="postdoc")
    world.member(gone, "Northgate", date(2020, 1, 1))
    earlier = snapshot()
    with pytest.raises(MoveRefused) as refused:
        merged(kept, gone)
    assert str(refused.value) == (
        "membership “I. Kvist at Sundridge” (2023-01-01 until 2024-01-01) cannot come over beside “Ida Quist at "
        "Sundridge” (2022-01-01 until open end) (membership overlaps another period of the same kind); "
        "change one of them first"
    )
    assert snapshot() == earlier
    assert not Merge.objects.exists()


def test_nobody_sponsors_the_own_membership_by_a_merge(world, two):
    kept, gone = two
    world.member(kept, "Northgate", sponsor=gone)
    with pytest.raises(MoveRefused, match="nobody is the own sponsor"):
        merged(kept, gone)


def test_what_was_changed_since_stays_changed(world, two):
    kept, gone = two
    row = world.member(gone, "Northgate", date(2020, 1, 1))
    merge = merged(kept, gone)
    kept.refresh_from_db()
    people.print_as(kept, native_name="伊田", by=SYSTEM)
    Membership.objects.filter(pk=row.pk).update(period=Period(date(2020, 1, 1), date(2026, 1, 1)))
    later = world.member(kept, "Northgate", date(2026, 2, 1))
    actions.undo_merge(merge, by=SYSTEM, reason="they are sisters")
    assert Person.objects.get(pk=kept.pk).native_name == "伊田"
    row.refresh_from_db()
    assert (row.person, row.period.upper) == (Person.objects.get(pk=gone.pk), date(2026, 1, 1))
    later.refresh_from_db()
    assert later.person == kept


def test_a_chain_of_merges_leads_to_the_last_and_is_undone_backwards(world, two):
    kept, gone = two
    last = world.person("Ida", "Quist-Berg")
    first = merged(kept, gone)
    kept.refresh_from_db()
    second = merged(last, kept)
    assert Person.everybody.get(pk=gone.pk).merged_into == last
    with pytest.raises(MoveRefused, match="merged into another record since"):
        actions.undo_merge(first, by=SYSTEM, reason="no")
    actions.undo_merge(second, by=SYSTEM, reason="no")
    actions.undo_merge(first, by=SYSTEM, reason="no")
    assert Person.objects.filter(pk__in=(kept.pk, gone.pk, last.pk)).count() == 3


def test_the_merged_record_vanishes_and_its_page_leads_on(world, two, visit):
    kept, gone = two
    Authorship.objects.create(person=gone, period=Period(date(2020, 1, 1), None))
    merge = merged(kept, gone)
    client = visit("member")
    answer = client.get(f"/people/{gone.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{kept.pk}/")
    assert client.get(f"/api/v1/people/{gone.pk}/").status_code == 404
    every = "status=active&status=none&status=former"
    assert [row["id"] for row in client.get(f"/api/v1/people/?q=kvist&{every}").json()["results"]] == [kept.pk]
    assert [row["id"] for row in client.get("/api/v1/authors/").json()["results"]] == [kept.pk]
    history = visit("office").get(f"/people/{kept.pk}/?tab=history").content.decode()
    assert "met in the corridor" in history
    assert "IDA.old@lab.example" in history  # what was written on the other record before
    page = visit("office").get(f"/people/{kept.pk}/").content.decode()
    assert f"/people/merges/{merge.pk}/undo/" in page
    assert f"/people/merges/{merge.pk}/undo/" not in visit("member").get(f"/people/{kept.pk}/").content.decode()
    with pytest.raises(MoveRefused, match="was merged into that of Ida Quist"):
        people.correct_name(gone, family_name="Other", reason="typo", by=SYSTEM)
    with pytest.raises(MoveRefused, match="merged into another record already"):
        merged(gone, world.person("Yet", "Another"))


def test_accounts_lead_to_the_kept_record(world):
    kept, gone = world.person("Ida", "Quist"), world.person("Ida", "Quist", account="ida")
    merge = merged(kept, gone)
    assert world.user("ida").person.pk == kept.pk
    actions.undo_merge(merge, by=SYSTEM, reason="no")
    assert world.user("ida").person.pk == gone.pk
    other = world.person("Ida", "Quist", account="ida2")
    merged(other, gone)
    assert facts(world.user("ida"))["person_id"] == facts(world.user("ida2"))["person_id"] == other.pk


def test_who_may_and_why(world, two):
    kept, gone = two
    for who in ("member", "delegate", "ida"):
        with pytest.raises(Denied):
            actions.merge(kept=kept, gone=gone, by=world.user(who), reason="mine")
    with pytest.raises(MoveRefused, match="say why"):
        merged(kept, gone, reason=" ")
    with pytest.raises(MoveRefused, match="one and the same"):
        merged(kept, kept)
    assert actions.merge(kept=kept, gone=gone, by=world.user("office"), reason="known").kept == kept


def test_two_people_are_not_proposed_again_not_even_after_a_merge(world):
    one, two, three = (world.person("Ida", "Quist") for _ in range(3))
    actions.are_two_people(two, one, by=SYSTEM)
    assert {(pair.one.pk, pair.two.pk) for pair in likely_duplicates()} == {(one.pk, three.pk), (two.pk, three.pk)}
    merged(three, two)
    assert likely_duplicates() == []  # three is two, who is not one
    assert NotTheSame.objects.count() == 1


def test_the_pages_of_the_office(world, two, visit):
    kept, gone = two
    PersonAddress.objects.create(person=gone, address="ida@LAB.example")
    assert visit("member").get("/people/duplicates/").status_code == 403
    client = visit("office")
    assert "e-mail" in client.get("/people/duplicates/").content.decode()
    address = f"/people/duplicates/{kept.pk}/{gone.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"kept": kept.pk}).status_code == 422
    answer = client.post(address, {"kept": kept.pk, "reason": "same"})
    assert answer["Location"] == f"/people/{kept.pk}/"
    merge = Merge.objects.get()
    assert client.get(address).status_code == 404
    undo = f"/people/merges/{merge.pk}/undo/"
    assert client.get(undo).status_code == 200
    assert client.post(undo, {"reason": "sisters"}).status_code == 302
    assert client.post(f"{address}two/").status_code == 302
    assert NotTheSame.objects.count() == 1
    client.get("/people/duplicates/")  # the message of what was done names them once more
    assert address not in client.get("/people/duplicates/").content.decode()
