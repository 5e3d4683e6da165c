"""The timeline of an object as a person reads it."""

from datetime import date

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.template.loader import render_to_string

from members.models import Category, Delegate, Institute, Membership, MembershipRequest, Person
from members.requests.choices import RequestState
from portal.accounts.models import User
from portal.history import Change, entries, recorded
from portal.periods import Period

JOINED = Period(date(2020, 1, 1), None)


@pytest.fixture
def bonn(db: None) -> Institute:
    return Institute.objects.create(name="University of Bonn", short_name="Bonn", period=JOINED)


@pytest.fixture
def category(db: None) -> Category:
    return Category.objects.create(code="trainee", name="PhD student")


@pytest.fixture
def mary(db: None) -> Person:
    with recorded("admit", by="Ada L.", reason="new student"):
        return Person.objects.create(
            given_name="Mary", family_name="Sample", paper_name="M. Sample", email="m@a.example"
        )


@pytest.fixture
def request_(bonn: Institute, category: Category) -> MembershipRequest:
    return MembershipRequest.objects.create(
        family_name="Sample",
        email="s@a.example",
        institute=bonn,
        category=category,
        starts_on=date(2026, 3, 1),
        token="secret-token",
    )


def told(changes: list[Change]) -> set[tuple[str, ...]]:
    return {tuple(change) for change in changes}


def test_a_new_row_tells_what_was_given_and_not_what_follows(mary: Person) -> None:
    [entry] = entries(mary)
    assert (entry.verb, entry.who, entry.reason, entry.label) == ("admit", "Ada L.", "new student", "created")
    assert told(entry.changes) == {
        ("given name", "", "Mary"),
        ("family name", "", "Sample"),
        ("name on papers", "", "M. Sample"),
        ("e-mail", "", "m@a.example"),
    }


def test_newest_first_with_before_and_after(mary: Person) -> None:
    for name in ("Sample-Muster", "Muster"):
        with recorded("rename", by=None, reason="marriage"):
            mary.family_name = name
            mary.save()
    newest, older, _ = entries(mary)
    assert [tuple(change) for change in newest.changes] == [("family name", "Sample-Muster", "Muster")]
    assert [tuple(change) for change in older.changes] == [("family name", "Sample", "Sample-Muster")]
    assert (newest.verb, newest.who, newest.label) == ("rename", "the portal", "")
    assert newest.at > older.at


def test_a_write_without_a_label_is_by_unknown(mary: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_person SET suffix = 'Jr.' WHERE id = %s", [mary.pk])
    entry = entries(mary)[0]
    assert (entry.who, entry.verb, entry.reason) == ("unknown (database)", "changed", "")
    assert [tuple(change) for change in entry.changes] == [("suffix", "", "Jr.")]


def test_the_timeline_shows_entries_and_escapes_them(mary: Person) -> None:
    with recorded("rename", by="<Ada>", reason="a < b"):
        mary.family_name = "<b>Muster</b>"
        mary.save()
    html = render_to_string("components/timeline.html", {"entries": entries(mary)})
    for words in (
        "rename",
        "&lt;Ada&gt;",
        "a &lt; b",
        "<del>Sample</del> → <ins>&lt;b&gt;Muster&lt;/b&gt;</ins>",
        "created",
    ):
        assert words in html


def test_a_deputy_is_told_with_the_one_in_whose_place(mary: Person) -> None:
    with recorded("rename", by="Deputy D.", acting_for="Ada L."):
        mary.suffix = "Jr."
        mary.save()
    assert entries(mary)[0].who == "Deputy D. for Ada L."


def test_a_removed_row_keeps_its_history(mary: Person) -> None:
    pk = mary.pk
    with recorded("erase", by=None, reason="asked for it"):
        mary.delete()
    mary.pk = pk
    newest, first = entries(mary)
    assert (newest.verb, newest.label, first.label) == ("erase", "removed", "created")
    assert ("family name", "Sample", "") in told(newest.changes)


def test_choices_flags_days_periods_and_links_are_in_words(
    request_: MembershipRequest, bonn: Institute, category: Category, mary: Person
) -> None:
    request_.state = RequestState.WITHDRAWN
    request_.ends_on = date(2027, 2, 28)
    request_.save()
    assert told(entries(request_)[0].changes) == {
        ("state", "e-mail not confirmed", "withdrawn"),
        ("last day", "", "2027-02-28"),
    }
    assert ("institute", "", "Bonn") in told(entries(request_)[1].changes)

    delegate = Delegate.objects.create(person=mary, institute=bonn, period=JOINED)
    delegate.deputy, delegate.period = True, Period(date(2020, 1, 1), date(2026, 4, 1))
    delegate.save()
    assert told(entries(delegate)[0].changes) == {
        ("deputy", "no", "yes"),
        ("term", "from 2020-01-01", "from 2020-01-01 until 2026-04-01"),
    }


def test_a_link_to_a_removed_row_says_so(request_: MembershipRequest, bonn: Institute, category: Category) -> None:
    other = Category.objects.create(code="fellow", name="Fellow")
    request_.category = other
    request_.save()
    request_.category = category
    request_.save()
    pk = other.pk
    other.delete()
    assert told(entries(request_)[0].changes) == {("category", f"category {pk} (removed)", "PhD student")}


def test_one_action_over_several_tables_is_one_entry(mary: Person, bonn: Institute, category: Category) -> None:
    with recorded("transfer", by="Ada L."):
        mary.suffix = "Dr."
        mary.save()
        Membership.objects.create(person=mary, institute=bonn, category=category, period=JOINED)
    newest, _ = entries(mary, related=["memberships"])
    assert (newest.verb, newest.label) == ("transfer", "")
    assert told(newest.changes) == {
        ("suffix", "", "Dr."),
        ("membership: institute", "", "Bonn"),
        ("membership: category", "", "PhD student"),
        ("membership: from, until", "", "from 2020-01-01"),
    }


def test_related_rows_that_were_removed_or_passed_on_still_belong_to_the_story(mary: Person, bonn: Institute) -> None:
    stay = Membership.objects.create(person=mary, institute=bonn, period=JOINED)
    gone = Membership.objects.create(person=mary, institute=bonn, period=JOINED, connection="Visitor")
    other = Person.objects.create(family_name="Other", paper_name="O.")
    numbers = stay.pk, gone.pk
    gone.delete()
    stay.person = other
    stay.save()
    passed, removed = entries(mary, related=["memberships"])[:2]
    assert told(passed.changes) == {(f"membership {numbers[0]}: person", "Mary Sample", "Other")}
    assert (f"membership {numbers[1]}: institute", "Bonn", "") in told(removed.changes)


def test_hidden_fields_are_absent_with_the_actions_that_changed_only_them(mary: Person, bonn: Institute) -> None:
    with recorded("correct", by=None, reason="bounced"):
        mary.email = "new@a.example"
        mary.save()
    with recorded("correct", by=None):
        mary.email, mary.suffix = "newer@a.example", "Jr."
        mary.save()
    with recorded("place", by=None):
        Membership.objects.create(person=mary, institute=bonn, period=JOINED)

    shown = entries(mary, related=["memberships"], hide={"email", "membership.institute"})
    assert [entry.verb for entry in shown] == ["place", "correct", "admit"]
    assert [change.field for change in shown[0].changes] == ["period"]
    assert [change.field for change in shown[1].changes] == ["suffix"]
    assert "a.example" not in repr(shown)
    assert len(entries(mary)) == 3


def test_a_column_written_twice_in_one_action_is_told_once(mary: Person) -> None:
    with recorded("rename", by=None):
        for name in ("First", "Second"):
            mary.family_name = name
            mary.save()
        mary.suffix = "Jr."
        mary.save()
        mary.suffix = ""
        mary.save()
    assert told(entries(mary)[0].changes) == {("family name", "Sample", "Second")}


def test_a_long_history_is_cut_at_the_limit_without_guessing(mary: Person) -> None:
    for number in range(6):
        Person.objects.filter(pk=mary.pk).update(suffix=str(number))
    assert [tuple(change) for entry in entries(mary, limit=3) for change in entry.changes] == [
        ("suffix", "4", "5"),
        ("suffix", "3", "4"),
    ]


def test_the_number_of_queries_does_not_grow(
    mary: Person, bonn: Institute, category: Category, django_assert_num_queries: object
) -> None:
    def queries(count: int) -> None:
        with django_assert_num_queries(count):
            entries(mary, related=["memberships"])

    Membership.objects.create(person=mary, institute=bonn, category=category, period=JOINED)
    queries(4)  # people, memberships, names of institutes, names of categories
    for number in range(5):
        other = Institute.objects.create(name=f"Institute {number}", short_name=str(number), period=JOINED)
        kind = Category.objects.create(code=f"c{number}", name=str(number))
        Membership.objects.create(person=mary, institute=other, category=kind, period=JOINED)
        mary.suffix = str(number)
        mary.save()
    queries(4)


def test_what_has_no_history_is_an_error_not_an_empty_page(mary: Person, ada: User) -> None:
    with pytest.raises(LookupError, match="not @tracked"):
        entries(ada.sessions.model())
    with pytest.raises(FieldDoesNotExist):
        entries(mary, related=["friends"])
    with pytest.raises(TypeError, match="user is not a table that refers to person"):
        entries(mary, related=["user"])


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")
