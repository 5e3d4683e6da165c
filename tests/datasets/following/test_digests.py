"""News by mail: once, to those who may still know and still want to, when the day has come."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from datasets.following import actions
from datasets.following.digests import actions as digests
from datasets.following.digests.queries import begins, day_due
from datasets.following.models import Analysis, Follow, News, Reader, Reading
from members.memberships.models import Membership
from portal.outbox.models import Effect
from portal.periods import Period
from portal.testing.races import at_once
from tests.datasets.conftest import mc


@pytest.fixture
def noon(settings):
    """An instant at which the digests of today and of this week are due, for what was told before them."""
    settings.DIGEST_HOUR = 0
    settings.DIGEST_WEEKDAY = f"{timezone.localdate():%A}".lower()
    return timezone.localtime().replace(hour=12)


@pytest.fixture
def tell(announce):
    """Announce something that happened yesterday."""

    def announced(key="notice:1", **facts):
        announce(key, **facts)
        News.objects.filter(key=key).update(at=timezone.now() - timedelta(days=1))

    return announced


def mails():
    rows = Effect.objects.filter(kind="mail", key__startswith="digest:").order_by("pk")
    return [(row.payload["to"], row.payload["subject"], row.payload["text"]) for row in rows]


def test_one_mail_lists_what_is_new_by_what_it_is_about(personas, collection, follows, tell, noon):
    held = collection("mixed_v1", mc(1), mc(2))
    one, two = (row.dataset for row in held.members.all())
    follows(personas["member"], dataset=one)
    follows(personas["member"], data_type="mc", family="mixed")
    tell("a", subjects=[one], text="First of one.")
    tell("b", subjects=[held], text="Of the collection.")
    tell("c", subjects=[one], text="Second of one.")
    assert digests.make(noon) == 1
    ((to, subject, text),) = mails()
    assert (to, subject) == ("member@lab.example", "3 news about samples that you follow or use")
    said = (mc(1), "First of one.", "Second of one.", "mixed_v1", "Of the collection.")
    places = [text.index(words) for words in said]
    assert places == sorted(places)
    assert "http://localhost:8000/notices/1/" in text
    assert "/news/mail/" in text
    assert two.path not in text
    assert Reading.objects.filter(mailed_at=None).count() == 0


def test_nothing_to_tell_is_no_mail_and_told_once_is_enough(personas, datasets, follows, tell, noon):
    (row,) = datasets(mc(1))
    follows(personas["member"], dataset=row)
    assert digests.make(noon) == 0
    tell(subjects=[row])
    assert [digests.make(noon + timedelta(days=days)) for days in (0, 0, 1, 8)] == [1, 0, 0, 0]
    assert len(mails()) == 1
    assert mails()[0][1] == "News: The beam spot is wrong."


def test_what_was_read_on_the_page_is_not_mailed(personas, datasets, follows, tell, noon):
    (row,) = datasets(mc(1))
    follows(personas["member"], dataset=row)
    tell(subjects=[row])
    actions.read_all(by=personas["member"])
    assert digests.make(noon) == 0


def test_unfollowed_before_the_digest_is_not_mailed(personas, datasets, follows, uses, tell, noon):
    (row,) = datasets(mc(1))
    for persona in ("member", "delegate"):
        follows(personas[persona], dataset=row)
    uses(personas["delegate"], dataset=row)  # a second reason, which stays
    uses(personas["liaison"], dataset=row, title="Ending")
    tell(subjects=[row])
    Follow.objects.all().delete()
    Analysis.objects.filter(title="Ending").update(state="ended", ended_on="2026-01-01")
    assert digests.make(noon) == 1
    assert [to for to, _, _ in mails()] == ["delegate@lab.example"]


@pytest.mark.parametrize("how", ["closed", "former"])
def test_who_has_left_is_told_nothing(personas, datasets, follows, tell, noon, how):
    (row,) = datasets(mc(1))
    user = personas["member"]
    follows(user, dataset=row)
    tell(subjects=[row])
    if how == "closed":
        user.is_active = False
        user.save()
    else:
        Membership.objects.filter(person__user=user).update(period=Period(date(2020, 1, 1), date(2021, 1, 1)))
    assert digests.make(noon) == 0
    assert mails() == []


def test_who_lost_the_post_is_not_mailed_what_only_the_post_may_know(personas, collection, follows, tell, noon):
    made = collection("mixed_v2", mc(1), published=False)
    follows(personas["manager"], data_type="mc", family="mixed")
    tell(subjects=[made])
    assert Reading.objects.count() == 1
    personas.person("manager").appointments.all().delete()
    assert digests.make(noon) == 0


def test_each_reader_at_the_chosen_pace(personas, datasets, follows, tell, noon, settings):
    settings.DIGEST_WEEKDAY = f"{timezone.localdate() + timedelta(days=2):%A}".lower()
    (row,) = datasets(mc(1))
    for persona, pace in (("member", "daily"), ("delegate", "weekly"), ("office", "off")):
        follows(personas[persona], dataset=row)
        actions.choose_digest(pace, by=personas[persona])
    tell(subjects=[row])
    to = []
    for days in range(9):
        before = len(mails())
        digests.make(noon + timedelta(days=days))
        to += [(days, address) for address, _, _ in mails()[before:]]
    assert to == [(0, "member@lab.example"), (2, "delegate@lab.example")]


def test_what_comes_after_the_digest_of_a_day_is_in_that_of_the_next(personas, datasets, follows, tell, announce, noon):
    (row,) = datasets(mc(1))
    follows(personas["member"], dataset=row)
    tell("a", subjects=[row], text="Yesterday.")
    announce("b", subjects=[row], text="Today.")
    digests.make(noon)
    digests.make(noon)
    assert [("Yesterday." in text, "Today." in text) for _, _, text in mails()] == [(True, False)]
    digests.make(noon + timedelta(days=1))
    assert [("Yesterday." in text, "Today." in text) for _, _, text in mails()] == [(True, False), (False, True)]


def test_a_crash_leaves_neither_mail_nor_note(personas, datasets, follows, tell, noon, settings, monkeypatch):
    (row,) = datasets(mc(1))
    for persona in ("member", "delegate"):
        follows(personas[persona], dataset=row)
    tell(subjects=[row])
    whole = digests.queries.grouped
    monkeypatch.setattr(
        digests.queries, "grouped", lambda rows: whole(rows) if rows[0].user_id != personas["member"].pk else 1 / 0
    )
    assert digests.make(noon) == 1  # the other one is not held up
    assert [to for to, _, _ in mails()] == ["delegate@lab.example"]
    assert Reader.objects.get(user=personas["member"]).digested_for is None
    monkeypatch.undo()
    settings.DIGEST_HOUR = 0
    settings.DIGEST_WEEKDAY = "monday"
    assert digests.make(noon) == 1
    assert len(mails()) == 2


def test_somebody_without_an_address_keeps_the_news_on_the_page(personas, datasets, follows, tell, noon):
    (row,) = datasets(mc(1))
    user = personas["member"]
    follows(user, dataset=row)
    tell(subjects=[row])
    personas.person("member").__class__.objects.filter(user=user).update(email="not an address")
    assert digests.make(noon) == 0
    assert Reading.objects.get().mailed_at is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_time_mail_once(personas, datasets, follows, tell, noon):
    (row,) = datasets(mc(1))
    who = ("member", "delegate", "liaison", "office")
    for persona in who:
        follows(personas[persona], dataset=row)
    tell(subjects=[row])
    found = at_once(*[lambda: digests.make(noon)] * 3)
    assert sum(found) == 4
    assert sorted(to for to, _, _ in mails()) == sorted(f"{persona}@lab.example" for persona in who)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-06-01T04:59:00+00:00", date(2026, 5, 31)),  # 06:59 in summer
        ("2026-06-01T05:00:00+00:00", date(2026, 6, 1)),
        ("2026-03-29T04:59:00+00:00", date(2026, 3, 28)),  # the clock was put forward that night
        ("2026-03-29T05:00:00+00:00", date(2026, 3, 29)),
        ("2026-10-25T05:59:00+00:00", date(2026, 10, 24)),  # and put back
        ("2026-10-25T06:00:00+00:00", date(2026, 10, 25)),
        ("2028-02-29T06:00:00+00:00", date(2028, 2, 29)),
    ],
)
def test_a_day_begins_at_the_hour_of_the_site(settings, now, day):
    settings.TIME_ZONE, settings.DIGEST_HOUR = "Europe/Berlin", 7
    with timezone.override("Europe/Berlin"):
        assert day_due("daily", datetime.fromisoformat(now)) == day
        assert timedelta(0) <= datetime.fromisoformat(now) - begins(day) < timedelta(hours=25)


@pytest.mark.parametrize("weekday", ["monday", "sunday", "thursday"])
def test_a_week_has_seven_days_across_changes_of_the_clock_and_leap_days(settings, weekday):
    settings.DIGEST_HOUR, settings.DIGEST_WEEKDAY = 2, weekday  # an hour that one day of the year does not have
    with timezone.override("Europe/Berlin"):
        noons = [datetime(2028, 1, 1, 11, tzinfo=UTC) + timedelta(days=number) for number in range(366)]
        days = [day_due("weekly", noon) for noon in noons]
        assert {f"{day:%A}".lower() for day in days} == {weekday}
        changed = {after - before for before, after in pairwise(days) if after != before}
        assert changed == {timedelta(days=7)}
        late = {noon.date() - day for noon, day in zip(noons, days, strict=True)}
        assert late == {timedelta(days=number) for number in range(7)}
        assert all(begins(day).date() == day for day in days)
