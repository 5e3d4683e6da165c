"""Opening and freezing author lists: what is frozen never changes, by whatever way."""

from datetime import date

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError

from members.authorship import actions
from members.authorship.exports import FORMATS
from members.authorship.models import AuthorList, Authorship
from members.authorship.panels import content
from members.authorship.queries import published_list
from members.authorship.snapshots import digest, dump, load
from members.institutes.models import Institute
from members.memberships.models import Membership
from members.people.models import Person
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import SYSTEM, Denied
from portal.testing.personas import PERSONAS
from tests.members.authorship.records import PUEO, real, run

ON = date(2026, 6, 1)
OTHERS = [name for name in PERSONAS if name != "secretary"]


@pytest.fixture
def listed(personas):
    """An open list; everybody of the cast signs."""
    for person in Person.objects.all():
        Authorship.objects.create(person=person, period=Period(date(2020, 1, 1), None))
    return AuthorList.objects.create(title="A search", reference="PUB-1", on=ON)


def files(author_list):
    return {name: item.write(content(author_list)) for name, item in FORMATS.items()}


def test_the_secretary_opens_and_freezes(personas, listed):
    secretary = personas["secretary"]
    opened = actions.open_list(title="Another", reference="PUB-2", on=ON, by=secretary)
    assert (opened.state, [entry.verb for entry in entries(opened)]) == ("open", ["open"])
    actions.freeze(opened, by=secretary, reason="accepted")
    opened.refresh_from_db()
    assert (opened.state, opened.author_count) == ("frozen", Person.objects.count())
    last = entries(opened)[0]
    assert (last.verb, last.reason) == ("freeze", "accepted")
    with pytest.raises(MoveRefused, match="already"):
        actions.freeze(opened, by=secretary)
    with pytest.raises(MoveRefused, match="there is already an author list with the reference PUB-1"):
        actions.open_list(title="Again", reference="PUB-1", on=ON, by=secretary)


@pytest.mark.parametrize("persona", OTHERS)
def test_nobody_else_does(personas, listed, persona):
    with pytest.raises(Denied):
        actions.freeze(listed, by=personas[persona])
    with pytest.raises(Denied):
        actions.open_list(title="Another", reference="PUB-2", on=ON, by=personas[persona])
    listed.refresh_from_db()
    assert (listed.state, listed.content, AuthorList.objects.count()) == ("open", None, 1)


def test_a_list_of_nobody_is_not_frozen(personas):
    empty = AuthorList.objects.create(title="A search", reference="PUB-1", on=ON)
    with pytest.raises(MoveRefused, match="nobody has an active authorship on 2026-06-01"):
        actions.freeze(empty, by=personas["secretary"])
    empty.refresh_from_db()
    assert empty.state == "open"


def test_the_same_bytes_whatever_happens_to_the_record(db, shared):
    run(real(shared, PUEO))
    frozen = AuthorList.objects.create(title="A search", reference="PUB-1", on=date(2026, 11, 1))
    before = files(frozen)
    actions.freeze(frozen, by=SYSTEM)
    frozen = AuthorList.objects.get()
    assert files(frozen) == before
    assert (frozen.sha256, frozen.author_count) == (digest(frozen.content), 69)
    Person.objects.update(family_name="Changed", paper_name="C. Changed")
    Institute.objects.update(name="Changed")
    Membership.objects.all().delete()
    Authorship.objects.all().delete()
    frozen = AuthorList.objects.get()
    assert files(frozen) == before
    assert digest(frozen.content) == frozen.sha256
    Person.objects.all().delete()
    assert files(AuthorList.objects.get()) == before


def test_an_open_list_follows_the_record(listed):
    assert len(content(listed).authors) == Person.objects.count()
    Authorship.objects.first().delete()
    assert len(content(listed).authors) == Person.objects.count() - 1


@pytest.mark.parametrize(
    "change",
    [
        lambda row: AuthorList.objects.filter(pk=row.pk).update(title="Other"),
        lambda row: AuthorList.objects.filter(pk=row.pk).update(state="open", content=None, frozen_at=None),
        lambda row: AuthorList.objects.filter(pk=row.pk).delete(),
        lambda row: row.delete(),
        lambda row: row.save(),
        lambda row: connection.cursor().execute("UPDATE members_authorlist SET sha256 = ''"),
        lambda row: connection.cursor().execute("DELETE FROM members_authorlist"),
    ],
    ids=["title", "reopen", "delete many", "delete", "save", "sql update", "sql delete"],
)
def test_a_frozen_list_is_protected_by_the_database(listed, change):
    actions.freeze(listed, by=SYSTEM)
    before = AuthorList.objects.values().get()
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        change(AuthorList.objects.get())
    assert AuthorList.objects.values().get() == before


def test_snapshots_come_back_as_they_were(invented):
    assert load(dump(invented)) == invented
    assert digest(dump(invented)) == digest(dump(load(dump(invented))))


def test_the_digest_tells_every_difference(listed):
    first = digest(dump(published_list(ON, "PUB-1")))
    assert digest(dump(published_list(ON, "PUB-1"))) == first
    Person.objects.filter(pk=Person.objects.first().pk).update(deceased=True)
    assert digest(dump(published_list(ON, "PUB-1"))) != first
