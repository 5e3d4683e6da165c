"""The verbs of the yearly review: who is asked, what is kept, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from members.institutes.choices import InstituteKind
from members.reviews import actions
from members.reviews.models import Confirmation, Correction, Review, ReviewReminder
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied
from portal.policy.facts import forget


def test_every_member_of_the_day_is_asked_and_nobody_else(world, opened, mails):
    world.institute("Former", until=world.today)  # the first day without: not a member today
    world.institute("Late", since=world.today + timedelta(days=1))
    world.institute("Address", kind=InstituteKind.EXTERNAL)
    review = opened()
    assert [str(row.institute) for row in review.confirmations.all()] == ["Northgate", "Sundridge"]
    told = {to for to, subject, _ in mails() if subject.startswith("Please confirm")}
    assert told == {"delegate@lab.example", "deputy@lab.example", "stranger@lab.example"}


def test_institutes_without_a_delegate_come_to_the_office_in_one_mail(world, opened, mails, settings):
    for name in ("Westfold", "Eastfold"):
        world.institute(name)
    opened()
    [(to, subject, text)] = [mail for mail in mails() if "without a delegate" in mail[1]]
    assert to == settings.PORTAL_OFFICE_EMAIL
    assert "2 institutes" in subject
    assert "Westfold" in text
    assert "Eastfold" in text


def test_without_a_due_day_the_by_laws_count(world, by_law):
    by_law("[review]\ndays = 11")
    review = actions.open_review(year=2026, on=world.today, by=world.user("office"))
    assert review.due_on == world.today + timedelta(days=11)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"due_on": date(2020, 1, 1)}, "due: the day is over already"),
        ({"on": date(1999, 1, 1)}, "touchstone day: no institute is a member on 1999-01-01"),
    ],
)
def test_what_cannot_be_opened(opened, facts, words):
    with pytest.raises(MoveRefused, match=words):
        opened(**facts)
    assert not Review.objects.exists()


def test_a_year_has_one_review(opened):
    opened()
    with pytest.raises(MoveRefused, match="there is a review of"):
        opened()
    assert Confirmation.objects.count() == 2


@pytest.mark.parametrize("who", ["delegate", "member", "applicant"])
def test_only_the_office_opens(world, who):
    with pytest.raises(Denied):
        actions.open_review(year=2026, on=world.today, by=world.user(who))


def test_a_confirmation_keeps_the_people_and_never_changes(world, opened, of):
    guest = world.person("Ada", "Zimmer")
    world.member(guest, "Sundridge", category="phd-student", until=world.today + timedelta(days=10))
    opened()
    item = of("Sundridge")
    actions.confirm(item, by=world.user("deputy"), reason="all well")
    item.refresh_from_db()
    assert item.state == "confirmed"
    assert item.who == "Deputy Okonkwo"
    assert item.note == "all well"
    assert entries(item)[0].who == "Deputy Okonkwo for Delegate Lindqvist"
    assert item.snapshot["headcounts"] == {"postdoc": 3, "PhD student": 1}
    assert item.snapshot["people"][-1] == {
        "person": guest.pk,
        "name": "Ada Zimmer",
        "category": "PhD student",
        "connection": "affiliated with",
        "since": "2019-03-01",
        "until": (world.today + timedelta(days=9)).isoformat(),
    }
    assert [row["name"] for row in item.snapshot["delegates"]] == ["Delegate Lindqvist", "Deputy Okonkwo"]
    for change in ("people", "note"):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            Confirmation.objects.filter(pk=item.pk).update(**{change: 7})
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Confirmation.objects.filter(pk=item.pk).delete()
    with pytest.raises(MoveRefused, match="already confirmed"):
        actions.confirm(item, by=world.user("delegate"))


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_nobody_confirms_for_others(world, opened, of, who):
    opened()
    with pytest.raises(Denied):
        actions.confirm(of("Sundridge"), by=world.user(who))


def test_after_closing_nothing_is_confirmed_or_marked(world, opened, of):
    actions.close(opened(), by=world.user("office"))
    with pytest.raises(Denied):
        actions.confirm(of("Sundridge"), by=world.user("delegate"))
    with pytest.raises(Denied):
        actions.mark(of("Sundridge"), person=world.user("member").person, text="gone", by=world.user("delegate"))
    assert of("Sundridge").state == "waiting"


def test_what_is_marked_reaches_the_office_with_the_confirmation(world, opened, of, mails):
    opened()
    item, member, delegate = of("Sundridge"), world.user("member").person, world.user("delegate")
    actions.mark(item, person=member, text="left", by=delegate)
    actions.mark(item, person=member, text="left in May", by=delegate)
    actions.mark(item, person=delegate.person, text="a slip", by=delegate)
    actions.unmark(item, person=delegate.person, by=delegate)
    assert list(Correction.objects.values_list("text", flat=True)) == ["left in May"]
    actions.confirm(item, by=delegate)
    [(_, subject, text)] = [mail for mail in mails() if "marked" in mail[1]]
    assert subject == f"Sundridge confirmed and marked 1 to correct (Review {world.today.year})"
    assert "Member Moreau: left in May" in text
    with pytest.raises(MoveRefused, match="has confirmed already"):
        actions.mark(item, person=member, text="again", by=delegate)
    with pytest.raises(MoveRefused, match="has confirmed already"):
        actions.unmark(item, person=member, by=delegate)
    actions.settle(Correction.objects.get(), by=world.user("office"), reason="ended on 31 May")
    assert Correction.objects.get().answer == "ended on 31 May"


@pytest.mark.parametrize(
    ("who", "text", "words"),
    [
        ("stranger", "gone", "does not belong to Sundridge"),
        ("member", "  ", "say what is wrong"),
        ("member", "x" * 2001, "longer than 2000"),
    ],
)
def test_what_cannot_be_marked(world, opened, of, who, text, words):
    opened()
    with pytest.raises(MoveRefused, match=words):
        actions.mark(of("Sundridge"), person=world.user(who).person, text=text, by=world.user("delegate"))


def at(review, days_before):
    """Turn the review so that today is so many days before it is due, long after it was opened."""
    due = timezone.localdate() + timedelta(days=days_before)
    Review.objects.filter(pk=review.pk).update(due_on=due, opened_at=timezone.now() - timedelta(days=365))


def reminders(mails):
    return [to for to, subject, _ in mails() if subject.startswith("Reminder")]


def test_reminders_are_sent_once_for_each_occasion(world, opened, of, mails):
    review = opened()
    actions.confirm(of("Northgate"), by=world.user("stranger"))
    at(review, 31)
    assert actions.remind(by=SYSTEM) == 0
    at(review, 30)
    assert [actions.remind(by=SYSTEM) for _ in range(3)] == [1, 0, 0]
    assert reminders(mails) == ["delegate@lab.example", "deputy@lab.example"]
    at(review, 14)
    assert [actions.remind(by=SYSTEM) for _ in range(2)] == [1, 0]
    assert len(reminders(mails)) == 4


def test_after_a_gap_only_the_latest_is_sent(world, opened, of, mails):
    at(opened(), 3)
    assert actions.remind(by=SYSTEM) == 2
    rows = ReviewReminder.objects.filter(confirmation=of("Sundridge")).order_by("-days")
    assert list(rows.values_list("days", "sent")) == [(30, False), (14, False), (7, True)]
    assert len(reminders(mails)) == 3


def test_what_the_opening_itself_has_said_is_not_said_again(opened, mails):
    opened(due=10)
    assert actions.remind(by=SYSTEM) == 0
    assert reminders(mails) == []
    assert ReviewReminder.objects.filter(sent=False).count() == 4


def test_a_delegate_whose_term_is_over_is_not_reminded(world, opened, mails):
    from members.memberships.models import Delegate
    from portal.periods import Period

    review = opened()
    Delegate.objects.filter(person__family_name="Lindqvist").update(period=Period(date(2020, 1, 1), world.today))
    at(review, 30)
    actions.remind(by=SYSTEM)
    assert "delegate@lab.example" not in reminders(mails)


def test_a_closed_review_reminds_nobody(world, opened, mails):
    review = opened()
    actions.close(review, by=world.user("office"))
    at(review, 1)
    assert actions.remind(by=SYSTEM) == 0


def test_a_member_does_not_remind(world, opened):
    opened()
    user = world.user("member")
    forget(user)
    with pytest.raises(Denied):
        actions.remind(by=user)
