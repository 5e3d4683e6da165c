"""The life of a membership: what each verb writes, whom it tells, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from members.memberships import actions
from members.memberships.choices import Ending
from members.memberships.expiry.actions import sweep
from members.memberships.models import Membership
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import Denied


def refused(words):
    return pytest.raises(MoveRefused, match=words)


def begin(world, person, place="Sundridge", by="delegate", **more):
    fields = {"category": world.categories["postdoc"], "starts_on": world.today} | more
    return actions.begin(person=person, institute=world.institutes[place], by=world.user(by), **fields)


def test_a_membership_begins_after_those_on_record(world):
    person = world.person("Ida", "Berg")
    world.member(person, "Northgate")
    made = begin(world, person, share=40, ends_on=world.today)
    assert (made.position, made.share, made.period) == (1, 40, Period(world.today, world.today + timedelta(days=1)))
    assert [entry.verb for entry in entries(made)] == ["begin"]


def test_only_the_delegate_of_the_place_lets_somebody_begin_and_never_oneself(world):
    person = world.person("Ida", "Berg")
    with pytest.raises(Denied):
        begin(world, person, "Northgate")
    with pytest.raises(Denied):
        begin(world, world.user("office").person, "Sundridge", "office")
    assert begin(world, person, "Northgate", "office").pk


def test_it_lies_within_the_time_of_the_institute(world, day):
    world.institute("Late", day(10), day(20))
    person = world.person("Ida", "Berg")
    with refused("Late joins the collaboration on"):
        begin(world, person, "Late", "office")
    with refused(f"the last day of Late in the collaboration is {day(19)}"):
        begin(world, person, "Late", "office", starts_on=day(12))
    with refused("the last day of Late"):
        begin(world, person, "Late", "office", starts_on=day(12), ends_on=day(20))
    assert begin(world, person, "Late", "office", starts_on=day(12), ends_on=day(19)).pk


def test_a_category_has_its_rules(world, guest_category, day):
    person, moreau = world.person("Gustav", "Gast"), world.user("member").person
    asked = {"category": guest_category}
    with refused("needs a last day"):
        begin(world, person, sponsor=moreau, **asked)
    with refused("needs a sponsor, a member of Sundridge"):
        begin(world, person, ends_on=day(9), **asked)
    with refused("the sponsor Stranger Nakamura is no member of Sundridge"):
        begin(world, person, ends_on=day(9), sponsor=world.user("stranger").person, **asked)
    with refused("nobody is the own sponsor"):
        begin(world, moreau, "Sundridge", ends_on=day(9), sponsor=moreau, **asked)
    guest_category.longest_days = 10
    guest_category.save()
    with refused(f"lasts 10 days at most: to {day(9)}"):
        begin(world, person, ends_on=day(10), sponsor=moreau, **asked)
    made = begin(world, person, ends_on=day(9), sponsor=moreau, **asked)
    with refused("is no member"):  # a guest answers for nobody
        begin(world, world.person("Nils", "Nil"), ends_on=day(9), sponsor=made.person, **asked)


def test_without_a_last_day_a_limited_category_gets_its_longest_term(world, day):
    world.categories["phd-student"].longest_days = 100
    world.categories["phd-student"].save()
    made = begin(world, world.person("Ida", "Berg"), category=world.categories["phd-student"])
    assert made.period.upper == day(100)


def test_shares_of_one_day_are_limited_with_the_days_named(world, day, by_law):
    person = world.person("Ida", "Berg")
    begin(world, person, share=60, ends_on=day(30))
    words = f"would be 110 percent from {day(10)} to {day(30)}: up to 10 more than the 100 allowed"
    with refused(words):
        begin(world, person, "Northgate", "office", share=50, starts_on=day(10))
    by_law("[memberships]\nmaximum_share = 50")
    with refused("up to 10 more than the 50 allowed"):
        begin(world, person, "Northgate", "office", share=60, starts_on=day(40))


def test_the_dead_and_merged_records_begin_nothing(world):
    with refused("Ida Berg has died"):
        begin(world, world.person("Ida", "Berg", deceased=True))
    with refused("was merged into that of Ola Berg"):
        begin(world, world.person("Ida", "Berg", merged_into=world.person("Ola", "Berg")))


def test_a_renewal_is_later_and_clears_what_was_said(world, ending, day, mails):
    row = ending(5)
    actions.decline_renewal(membership=row, by=world.user("ending"))
    assert row.not_renewed_at is not None
    with refused("it ends on .* already"):
        actions.renew(membership=row, ends_on=day(5), by=world.user("delegate"))
    actions.renew(membership=row, ends_on=day(400), by=world.user("delegate"), seen=day(5))
    row.refresh_from_db()
    assert (row.period.upper, row.not_renewed_at, row.ending) == (day(401), None, "")
    assert mails()[-1][:2] == ("ending@lab.example", f"Your membership at Sundridge goes on until {day(400)}")
    with refused("somebody else was faster"):
        actions.renew(membership=row, ends_on=day(500), by=world.user("deputy"), seen=day(5))
    with pytest.raises(Denied):
        actions.renew(membership=row, ends_on=None, by=world.user("stranger"))


def test_it_can_be_renewed_in_the_days_of_grace_and_not_after(world, ending, day, by_law):
    by_law("[memberships]\ngrace_days = 10")
    actions.renew(membership=ending(-10, "late"), ends_on=day(100), by=world.user("delegate"))
    with refused("too long ago to be renewed"):
        actions.renew(membership=ending(-11, "gone"), ends_on=day(100), by=world.user("delegate"))


def test_an_end_is_never_later_nor_before_the_beginning(world, ending, day):
    row = ending(50)
    for last, words in ((day(51), "a later end is a renewal"), (date(2019, 2, 28), "cannot lie before that")):
        with refused(words):
            actions.end(membership=row, last_day=last, by=world.user("delegate"))
    actions.end(membership=row, last_day=day(3), by=world.user("delegate"), reason="new post")
    row.refresh_from_db()
    assert (row.period.upper, row.ending) == (day(4), Ending.LEFT)
    assert entries(row)[0].reason == "new post"


def test_only_the_person_or_who_decides_says_that_it_is_not_renewed(world, ending, mails):
    row = ending(20)
    with pytest.raises(Denied):
        actions.decline_renewal(membership=row, by=world.user("member"))
    actions.decline_renewal(membership=row, by=world.user("ending"))
    assert {to for to, subject, _ in mails() if "will not renew" in subject} == {
        "delegate@lab.example",
        "deputy@lab.example",
    }
    with refused("said already"):
        actions.decline_renewal(membership=row, by=world.user("delegate"))
    actions.reconsider(membership=row, by=world.user("ending"))
    assert row.not_renewed_at is None
    with refused("nobody said"):
        actions.reconsider(membership=row, by=world.user("ending"))
    actions.ask_renewal(membership=row, by=world.user("ending"))
    with refused("asked already"):
        actions.ask_renewal(membership=row, by=world.user("ending"))


def test_a_category_changes_without_a_gap(world, ending, day):
    row = ending(300, share=80)
    made = actions.change_category(
        membership=row, category=world.categories["phd-student"], since=day(10), by=world.user("delegate")
    )
    row.refresh_from_db()
    assert (row.period.upper, row.ending) == (day(10), Ending.CATEGORY)
    assert (made.period, made.share, made.position) == (Period(day(10), day(301)), 80, row.position)
    with refused("the category is"):
        actions.change_category(
            membership=made, category=world.categories["phd-student"], since=day(20), by=world.user("delegate")
        )
    for since in (made.period.lower, day(301), day(-9999)):
        with refused("lies within"):
            actions.change_category(
                membership=made, category=world.categories["postdoc"], since=since, by=world.user("delegate")
            )


@pytest.mark.parametrize("said", ["I will not renew", "left"])
def test_what_was_said_of_the_end_outlasts_a_change_of_category(world, ending, day, said):
    """Nobody is reminded of an end that was decided, only because the category is another until then."""
    row = ending(20)
    if said == "left":
        actions.end(membership=row, last_day=day(19), by=world.user("delegate"))
    else:
        actions.decline_renewal(membership=row, by=world.user("ending"))
    student = world.categories["phd-student"]
    made = actions.change_category(membership=row, category=student, since=day(5), by=world.user("delegate"))
    assert (made.ending == Ending.LEFT, made.not_renewed_at is not None) == (said == "left", said != "left")
    assert not sweep(day(18))
    again = actions.change_category(
        membership=made, category=world.categories["postdoc"], since=day(9), ends_on=day(90), by=world.user("delegate")
    )
    assert (again.ending, again.not_renewed_at) == ("", None)


def test_a_refused_change_of_category_leaves_everything(world, ending, guest_category, day):
    row = ending(300)
    before = row.period
    with refused("needs a sponsor"):
        actions.change_category(membership=row, category=guest_category, since=day(5), by=world.user("delegate"))
    row.refresh_from_db()
    assert (row.period, row.ending) == (before, "")


def test_a_correction_has_a_reason_and_meets_the_other_rows(world, ending, day):
    row = ending(30)
    with refused("say why"):
        actions.correct(membership=row, starts_on=day(-9), ends_on=None, by=world.user("delegate"), reason=" ")
    world.member(row.person, "Sundridge", day(31), day(90), "postdoc")
    with refused("is a member of Sundridge at that time already"):
        actions.correct(membership=row, starts_on=day(-9), ends_on=day(31), by=world.user("delegate"), reason="typo")
    with refused("lies before the first"):
        actions.correct(membership=row, starts_on=day(3), ends_on=day(2), by=world.user("delegate"), reason="typo")
    actions.correct(membership=row, starts_on=day(-9), ends_on=day(30), by=world.user("delegate"), reason="typo")
    row.refresh_from_db()
    assert row.period == Period(day(-9), day(31))


def test_a_former_member_comes_back_on_the_same_record(world, ending, day):
    row = ending(-200)
    asked = {"institute": world.institutes["Northgate"], "category": world.categories["postdoc"]}
    with refused("is a member on"):
        actions.reactivate(person=row.person, starts_on=day(-300), by=world.user("stranger"), **asked)
    made = actions.reactivate(person=row.person, starts_on=day(), by=world.user("stranger"), **asked)
    assert (made.person, made.position) == (row.person, 0)
    with refused("was never a member"):
        actions.reactivate(person=world.person("Ida", "Berg"), starts_on=day(), by=world.user("stranger"), **asked)


def at_the_end_of_the_transaction():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_database_refuses_shares_above_the_whole_at_the_end_of_a_transaction(world):
    person = world.person("Ida", "Berg")
    world.member(person, "Sundridge", share=60)
    at_the_end_of_the_transaction()
    other = world.member(person, "Northgate", share=50)
    with pytest.raises(IntegrityError, match="add up to 110 percent"), transaction.atomic():
        at_the_end_of_the_transaction()
    Membership.objects.filter(pk=other.pk).update(share=40)  # it passed through a crowded day, and left it
    at_the_end_of_the_transaction()
