"""The demo of the members loads on any day: the turn of a year and the 29th of February included."""

from datetime import date

import pytest

from members.demo.load import load
from members.models import Confirmation, Review
from members.reviews.queries import progress
from portal.accounts.demo import mark_demo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 2, 9), date(2027, 1, 1)])
def test_the_reviews_are_there_whatever_the_day(today):
    mark_demo()
    load(today)
    under_way, closed = Review.objects.all()
    assert under_way.year == closed.year + 1
    assert closed.due_on < closed.closed_at.date() < under_way.on < today < under_way.due_on
    confirmed = Confirmation.objects.filter(state="confirmed").values_list("confirmed_at__date", flat=True)
    assert closed.on < min(confirmed) < max(confirmed) < today
    found = progress(under_way)
    assert 0.4 < found["confirmed"] / found["total"] < 0.8
