"""What a dump does to the record: who is known, what changes, ends or is asked; and a second time nothing does."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from members.authorship.models import Authorship
from members.dumps.choices import Subject, Verdict
from members.dumps.models import Decision
from members.institutes.models import Institute
from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from portal.periods import Period
from tests.members.dumps.conftest import HEAD, counts, notes

ANA = ("17", "Ana", "Quill", "ana@x.example", "Sundridge", "postdoc", "2020-02-29")


def decide(world, plan, verdict, number=0, **chosen):
    """Somebody decides the numbered conflict of a plan."""
    conflict = [change for change in plan.changes if change.key][number]
    Decision.objects.create(
        subject=conflict.key.partition(":")[0], key=conflict.key, label=conflict.label, verdict=verdict,
        decided_by=world.user("office"), **chosen,
    )  # fmt: skip


def family(name):
    return Person.objects.filter(family_name=name)


def test_somebody_new_comes_with_everything_and_once(world, dumps):
    head = (*HEAD, "share", "orcid", "paper_name", "native_name", "authorship_from", "authorship_until")
    row = (*ANA, "", "50", "0000-0002-1825-0097", "A. R. Quill", "アナ", "2021-01-01", "2030-01-01")
    plan = dumps.bring(row, head=head)
    assert counts(plan) == {"create": 3}
    person = Person.objects.get(family_name="Quill")
    assert (person.paper_name, person.native_name, person.email) == ("A. R. Quill", "アナ", "ana@x.example")
    membership = person.memberships.get()
    assert (membership.period, membership.share, membership.category.code) == (
        Period(date(2020, 2, 29), None), 50, "postdoc",
    )  # fmt: skip
    assert person.authorships.get().period == Period(date(2021, 1, 1), date(2030, 1, 1))
    assert {(i.kind, i.source, i.value) for i in person.identifiers.all()} == {
        ("ORCID", "", "0000-0002-1825-0097"), ("OTHER", "registry", "17"),
    }  # fmt: skip
    assert counts(dumps.bring(row, head=head)) == {"skip": 3}


def test_two_rows_of_one_person_at_two_institutes(world, dumps):
    rows = (ANA, ("17", "Ana", "Quill", "", "Northgate", "postdoc", "2022-01-01", "2040-01-01"))
    assert counts(dumps.bring(*rows), "membership") == {"create": 2}
    assert family("Quill").get().memberships.count() == 2
    assert counts(dumps.bring(*reversed(rows)), "membership") == {"skip": 2}


@pytest.mark.parametrize("known", ["id", "address", "orcid"])
def test_who_moved_is_the_same_person(world, dumps, known):
    head = (*HEAD, "orcid")
    ids = {"id": ("17", "", ""), "address": ("", "ana@x.example", ""), "orcid": ("", "", "0000-0002-1825-0097")}[known]

    def row(place, since, until=""):
        return ids[0], "Ana", "Quill", ids[1], place, "postdoc", since, until, ids[2]

    dumps.bring(row("Sundridge", "2020-01-01"), head=head)
    plan = dumps.bring(row("Sundridge", "2020-01-01", "2024-01-01"), row("Northgate", "2024-01-01"), head=head,
        released={"upto": None})  # fmt: skip
    assert counts(plan, "membership") == {"end": 1, "create": 1}
    assert family("Quill").count() == 1


def test_an_end_is_told_as_an_end_and_a_longer_term_as_an_update(world, dumps):
    dumps.bring((*ANA, "2040-01-01"))
    assert counts(dumps.bring((*ANA, "2041-01-01")), "membership") == {"update": 1}
    plan = dumps.bring((*ANA, "2020-03-01"), released={"upto": None})
    assert counts(plan, "membership") == {"end": 1}
    assert family("Quill").get().memberships.get().period == Period(date(2020, 2, 29), date(2020, 3, 1))


def test_the_status_left_ends_today_and_deceased_is_kept(world, dumps):
    head = (*HEAD, "status")
    dumps.bring(ANA, ("18", "Bo", "Reed", "", "Sundridge", "", "2020-01-01"))
    rows = ((*ANA, "", "former"), ("18", "Bo", "Reed", "", "Sundridge", "", "2020-01-01", "", "died"))
    dumps.bring(*rows, head=head, released={"upto": None})
    ended = family("Quill").get().memberships.get()
    assert (ended.period.upper, ended.ending) == (world.today, "left")
    assert family("Reed").get().deceased
    assert counts(dumps.bring(*rows, head=head)) == {"skip": 4}


def test_namesakes_at_one_institute_are_asked_once_and_stay_two(world, dumps):
    rows = [("", "Wei", "Li", "", "Sundridge", "postdoc", "2020-01-01")] * 2
    plan = dumps.bring(*rows)
    assert (counts(plan, "person"), plan.exit_code) == ({"create": 1, "conflict": 1}, 1)
    decide(world, plan, Verdict.NEW)
    again = dumps.bring(*rows)
    assert counts(again, "person") in ({"create": 1, "skip": 1}, {"skip": 1, "create": 1})
    assert family("Li").count() == 2
    assert counts(dumps.bring(*rows)) == {"skip": 4}
    assert family("Li").count() == 2


def test_somebody_of_a_known_name_without_any_id_is_asked(world, dumps):
    known = world.person("Wei", "Li")
    world.member(known, "Northgate")
    row = ("44", "Wei", "Li", "wei@x.example", "Sundridge", "postdoc", "2020-01-01")
    plan = dumps.bring(row)
    conflict = next(change for change in plan.changes if change.key)
    assert conflict.choices == (
        (f"this:{known.pk}", f"Wei Li (Northgate, number {known.pk})"), ("new", "a new person"), ("out", "leave out"),
    )  # fmt: skip
    decide(world, plan, Verdict.THIS, person=known)
    assert counts(dumps.bring(row)) == {"update": 1, "create": 1}
    assert counts(dumps.bring(row)) == {"skip": 2}
    assert set(known.memberships.values_list("institute__short_name", flat=True)) == {"Northgate", "Sundridge"}


def test_left_out_is_remembered(world, dumps):
    world.member(world.person("Wei", "Li"), "Northgate")
    row = ("44", "Wei", "Li", "", "Sundridge", "postdoc", "2020-01-01")
    decide(world, dumps.bring(row), Verdict.OUT)
    plan = dumps.bring(row)
    assert (counts(plan), plan.exit_code, family("Li").count()) == ({"skip": 1}, 0, 1)


def test_one_address_of_two_people_says_nothing_by_itself(world, dumps):
    rows = (
        ("", "Ana", "Quill", "desk@x.example", "Sundridge", "postdoc", "2020-01-01"),
        ("", "Bo", "Reed", "desk@x.example", "Sundridge", "postdoc", "2020-01-01"),
    )
    assert counts(dumps.bring(*rows), "person") == {"create": 2}
    assert counts(dumps.bring(*reversed(rows))) == {"skip": 4}


def test_another_family_name_with_the_same_id_is_asked(world, dumps):
    dumps.bring(ANA)
    married = ("17", "Ana", "Zweig", "ana@x.example", "Sundridge", "postdoc", "2020-02-29")
    plan = dumps.bring(married)
    assert notes(plan, "conflict") == [(2, "it has an identifier of Ana Quill, but another family name")]
    decide(world, plan, Verdict.THIS, person=family("Quill").get())
    assert counts(dumps.bring(married), "person") == {"update": 1}
    assert (family("Zweig").count(), family("Quill").count()) == (1, 0)
    earlier = family("Zweig").get().former_names.get()
    assert (earlier.family_name, earlier.given_name, earlier.period.upper) == ("Quill", "Ana", timezone.localdate())
    assert counts(dumps.bring(married)) == {"skip": 2}


def test_a_name_that_was_missing_is_no_earlier_name(world, dumps):
    dumps.bring(("17", "", *ANA[2:]))
    assert counts(dumps.bring(ANA), "person") == {"update": 1}
    person = family("Quill").get()
    assert (person.given_name, person.former_names.count()) == ("Ana", 0)


def test_rules_of_memberships_hold_for_a_dump_too(world, dumps):
    """A day outside of the institute's time, and shares of two rows that are more than a person has."""
    place = world.institutes["Sundridge"]
    Institute.objects.filter(pk=place.pk).update(period=Period(date(2015, 1, 1), date(2035, 1, 1)))
    head = (*HEAD, "share")
    plan = dumps.bring(
        ("1", "Ana", "Early", "", "Sundridge", "postdoc", "2014-12-31", "2020-01-01"),
        ("2", "Bo", "Late", "", "Sundridge", "postdoc", "2020-01-01"),
        ("3", "Cy", "Crowded", "", "Sundridge", "postdoc", "2020-01-01", "2030-01-01", "60"),
        ("3", "Cy", "Crowded", "", "Northgate", "postdoc", "2029-12-31", "2031-01-01", "50"),
        ("4", "Di", "Fits", "", "Sundridge", "postdoc", "2020-01-01", "2030-01-01", "60"),
        ("4", "Di", "Fits", "", "Northgate", "postdoc", "2030-01-01", "2031-01-01", "50"),
        head=head,
    )
    assert notes(plan, "reject") == [
        (2, f"{place} joins the collaboration on 2015-01-01"),
        (3, f"the last day of {place} in the collaboration is 2034-12-31"),
        (5, "the shares of Cy Crowded would be 110 percent on 2029-12-31: up to 10 more than the 100 allowed"),
    ]
    assert Membership.objects.filter(person__family_name="Crowded").count() == 1
    assert Membership.objects.filter(person__family_name="Fits").count() == 2


def test_a_mistyped_id_can_be_a_new_person_for_good(world, dumps):
    dumps.bring(ANA)
    other = ("17", "Bo", "Reed", "", "Sundridge", "postdoc", "2020-01-01")
    decide(world, dumps.bring(other), Verdict.NEW)
    plan = dumps.bring(other)
    assert counts(plan) == {"create": 2}
    assert "is kept aside" in plan.problems[0].message
    assert counts(dumps.bring(other)) == {"skip": 2}
    assert PersonIdentifier.objects.filter(value="17").exclude(problem="").count() == 1


def test_ids_of_two_people_are_asked(world, dumps):
    head = (*HEAD, "orcid")
    dumps.bring((*ANA, "", ""), ("18", "Bo", "Reed", "", "Sundridge", "", "2020-01-01", "", "0000-0002-1825-0097"),
        head=head)  # fmt: skip
    plan = dumps.bring((*ANA, "", "0000-0002-1825-0097"), head=head)
    assert notes(plan, "conflict") == [(2, "its ids are of several people: Ana Quill and Bo Reed")]


def test_one_orcid_of_two_rows_is_trusted_once(world, dumps):
    head = (*HEAD, "orcid")
    rows = [(number, "Ana", name, "", "Sundridge", "", "2020-01-01", "", "0000-0002-1825-0097")
        for number, name in ((1, "Quill"), (2, "Reed"))]  # fmt: skip
    assert counts(dumps.bring(*rows, head=head), "person") == {"create": 2}
    assert sorted(PersonIdentifier.objects.filter(kind="ORCID").values_list("problem", flat=True)) == [
        "", "line 2 of the same dump has it",
    ]  # fmt: skip
    assert counts(dumps.run(dumps.write(*rows, head=head))) == {"skip": 4}


def test_an_unknown_institute_is_asked_and_remembered_by_its_words(world, dumps):
    rows = [(number, "Ana", name, "", "Sundr. Univ.", "", "2020-01-01") for number, name in ((1, "Quill"), (2, "Reed"))]
    plan = dumps.bring(*rows)
    assert counts(plan) == {"conflict": 2}
    assert notes(plan, "conflict")[0] == (2, "no institute is called 'Sundr. Univ.'")
    decide(world, plan, Verdict.THIS, institute=world.institutes["Sundridge"])
    assert counts(dumps.bring(*rows)) == {"create": 4}
    assert counts(dumps.bring(*rows)) == {"skip": 4}


def test_overlapping_periods_are_asked(world, dumps):
    dumps.bring(ANA)
    row = (*ANA[:6], "2021-01-01", "2040-01-01")
    plan = dumps.bring(row)
    assert notes(plan, "conflict") == [(2, "2021-01-01 until 2040-01-01 overlaps from 2020-02-29")]
    decide(world, plan, Verdict.THIS)
    assert counts(dumps.bring(row, released={"upto": None}), "membership") == {"end": 1}
    assert family("Quill").get().memberships.get().period == Period(date(2021, 1, 1), date(2040, 1, 1))
    assert counts(dumps.bring(row)) == {"skip": 2}


def test_rejected_rows_have_line_and_words(world, dumps):
    rows = (
        (*ANA[:5], "wizard", "2020-01-01"),
        ("18", "Bo", "Reed", "", "Sundridge", "", "2021-01-01", "2020-01-01"),
        ("19", "Cy", "Sand", "", "Sundridge", "", "2023-02-29"),
        ("20", "Di", "", "", "Sundridge", "", "2020-01-01"),
        ("21", "Ed", "Tarn", "", "Sundridge", "", "2020-01-01"),
    )
    plan = dumps.bring(*rows)
    said = notes(plan, "reject")
    assert [line for line, _ in said] == [2, 3, 4, 5]
    assert said[0][1].startswith("the category 'wizard' is none of ")
    assert "postdoc, PhD student" in said[0][1]
    assert [words for _, words in said[1:]] == [
        "it ends (until (first day without) 2020-01-01) before it begins",
        "first day: '2023-02-29': there is no such day",
        "there is no family name",
    ]
    assert (counts(plan)["create"], family("Tarn").count(), family("Quill").count()) == (2, 1, 0)


def test_two_rows_that_contradict_each_other(world, dumps):
    plan = dumps.bring((*ANA, "2040-01-01"), (*ANA, "2041-01-01"), (*ANA, "2040-01-01"))
    assert counts(plan, "membership") == {"create": 1, "reject": 1, "skip": 1}
    assert notes(plan, "reject") == [(3, "line 2 says otherwise about the same membership")]


def test_absence_ends_only_in_a_complete_dump(world, dumps):
    bo = ("18", "Bo", "Reed", "", "Sundridge", "", "2020-01-01")
    dumps.bring(ANA, bo)
    assert counts(dumps.bring(ANA)) == {"skip": 2}
    plan = dumps.bring(ANA, complete=True)
    assert plan.held.startswith("it would end 6 of 7 current memberships, more than 5 percent")
    assert Membership.objects.current().count() == 7
    plan = dumps.bring(ANA, complete=True, released={"upto": 6})
    assert (plan.held, Membership.objects.current().count()) == ("", 1)
    assert family("Reed").get().memberships.get().period.upper == world.today


def test_a_release_does_not_reach_further_than_what_was_seen(world, dumps):
    dumps.bring(ANA)
    plan = dumps.bring(ANA, complete=True, released={"upto": 4})
    assert plan.held
    assert Membership.objects.current().count() == 6


def test_few_ends_are_not_held(world, dumps, by_law):
    by_law("[imports]\nheld_above_percent = 20")
    dumps.bring(ANA)
    plan = dumps.bring((*ANA, (world.today + timedelta(days=9)).isoformat()))
    assert (plan.held, counts(plan, "membership")) == ("", {"end": 1})


def test_absence_spares_whom_a_bad_row_may_mean(world, dumps):
    bo = ("18", "Bo", "Reed", "", "Sundridge", "", "2020-01-01")
    dumps.bring(ANA, bo)
    plan = dumps.bring(ANA, (*bo[:6], "2020-02-31"), complete=True, apply=False)
    assert "Bo Reed at Sundridge" not in {change.label for change in plan.changes if change.action == "end"}
    nameless = dumps.bring(ANA, ("", "", "", "", "Sundridge"), complete=True)
    assert counts(nameless) == {"skip": 2, "reject": 1}
    assert "nothing ends by absence" in nameless.problems[-1].message


def test_addresses_of_accounts_and_of_the_erased_are_left_alone(world, dumps):
    from django.utils import timezone

    member = Person.objects.get(user__username="member")
    PersonIdentifier.objects.create(person=member, kind="OTHER", source="registry", value="1")
    gone = world.person("Bo", "Reed", erased_at=timezone.now())
    PersonIdentifier.objects.create(person=gone, kind="OTHER", source="registry", value="2")
    plan = dumps.bring(("1", "Member", "Moreau", "new@x.example"), ("2", "Bo", "Reed", "bo@x.example"))
    assert counts(plan) == {"skip": 2}
    assert len(plan.problems) == 2
    member.refresh_from_db()
    assert member.email == "member@lab.example"


def test_who_was_merged_is_the_one_who_goes_on(world, dumps):
    kept, gone = world.person("Ana", "Quill"), world.person("A.", "Quill")
    gone.merged_into = kept
    gone.save()
    PersonIdentifier.objects.create(person=gone, kind="OTHER", source="registry", value="17")
    dumps.bring(ANA)
    assert (kept.memberships.count(), gone.memberships.count()) == (1, 0)


def test_failing_half_way_leaves_nothing(world, dumps, monkeypatch):
    def breaks(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(Authorship.objects, "bulk_create", breaks)
    with pytest.raises(ZeroDivisionError):
        dumps.bring(ANA)
    assert not family("Quill").exists()
    assert not PersonIdentifier.objects.exists()


def test_planning_asks_as_often_for_many_rows_as_for_few(world, dumps, django_assert_max_num_queries):
    rows = [(n, f"G{n}", f"Family{n}", f"p{n}@x.example", "Sundridge", "postdoc", "2020-01-01") for n in range(300)]
    path = dumps.write(*rows)
    dumps.run(path)
    with django_assert_max_num_queries(25):
        assert counts(dumps.run(path, apply=False)) == {"skip": 600}


def test_decisions_have_subjects(world, dumps):
    assert {Subject(value) for value in ("person", "name", "place", "period")} == set(Subject)
