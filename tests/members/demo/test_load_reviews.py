"""The reviews of the demo: one closed, one under way, as the verbs would have left them."""

import pytest
from django.db.models import F
from django.utils import timezone

from members.demo.load import generated
from members.models import Confirmation, Correction, Institute, Review
from members.reviews import actions, queries
from portal.accounts.models import User
from portal.history import entries
from portal.policy import SYSTEM

pytestmark = pytest.mark.django_db


def test_one_review_is_closed_and_one_waits_for_some_institutes(loaded):
    under_way, closed = Review.objects.all()
    assert (under_way.state, closed.state) == ("open", "closed")
    assert under_way.on < timezone.localdate() < under_way.due_on
    assert closed.due_on < closed.closed_at.date() < under_way.on
    done, before = queries.progress(under_way), queries.progress(closed)
    assert 0.4 < done["confirmed"] / done["total"] < 0.8
    assert 0.9 < before["confirmed"] / before["total"] < 1
    assert done["total"] == queries.institutes_on(under_way.on).count()


def test_what_was_confirmed_is_what_the_record_said_and_in_time(loaded):
    rows = Confirmation.objects.filter(state="confirmed").select_related("review", "institute", "confirmed_by")
    for row in rows:
        assert row.review.opened_at < row.confirmed_at < timezone.now()
        assert row.confirmed_at.date() <= row.review.due_on
        assert row.snapshot == queries.snapshot(row.institute, row.review.on)
        assert row.people == len(row.snapshot["people"])
        assert row.confirmed_by is not None
        assert row.who != "the portal"
    newest = entries(rows.last())
    assert [entry.verb for entry in newest] == ["confirm", "open"]


def test_corrections_are_about_people_of_the_institute_and_come_before_the_confirmation(loaded):
    rows = Correction.objects.select_related("confirmation__review", "confirmation__institute")
    assert set(rows.values_list("state", flat=True)) == {"marked", "settled"}
    assert not rows.filter(state="marked", confirmation__review__state="closed").exists()
    assert not rows.filter(confirmation__confirmed_at__lt=F("marked_at")).exists()
    assert not rows.filter(state="settled", answer="").exists()
    for row in rows:
        there = queries.people_of(row.confirmation.institute, row.confirmation.review.on)
        assert row.person_id in {item.person for item in there}


def test_the_delegate_among_the_personas_has_begun_and_may_go_on(loaded):
    delegate = User.objects.get(demo_label=generated(timezone.localdate()).persona("delegate").label)
    own = Institute.objects.filter(delegates__person__user=delegate, delegates__period__contains=timezone.localdate())
    item = Confirmation.objects.get(review__state="open", institute=own.get())
    assert item.corrections.filter(state="marked").count() == 2
    actions.confirm(item, by=delegate)
    assert item.state == "confirmed"


def test_the_reminders_were_sent_so_that_the_first_morning_has_none(loaded):
    assert actions.remind(by=SYSTEM) == 0
