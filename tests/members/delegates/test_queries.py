"""Where nobody decides, or not for long: the list, the page and the card say the same on every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.delegates.queries import in_need, standing, terms_ending, vacancy
from members.institutes.models import Institute
from members.institutes.panels import TERMS
from members.memberships.models import Delegate, Suspension
from members.memberships.queries import delegates_of
from portal.detail.gather import gather
from portal.periods import Period


@pytest.fixture
def posts(world):
    """An institute for each way in which the post can stand."""
    today = world.today
    for name in ("Ends", "Followed", "DeputyOnly", "Nobody", "Dead", "Left", "Suspended", "Gone", "Free", "Hollow"):
        world.institute(name, until=today if name == "Left" else None)
    world.institute("Union", kind="cluster")
    near = today + timedelta(days=20)
    for name, deputy, since, until, more in (
        ("Ends", False, None, near, {}),
        ("Followed", False, None, near, {}),
        ("Followed", False, near, None, {}),
        ("DeputyOnly", True, None, None, {}),
        ("Dead", False, None, None, {"deceased": True}),
        ("Suspended", False, None, None, {}),
        ("Suspended", True, None, None, {}),
        ("Gone", False, None, None, {}),
        ("Free", False, None, None, {}),
        ("Hollow", False, None, near, {}),
        ("Hollow", False, near, None, {}),
    ):
        person = world.person("Ida", name, **more)
        world.delegate(person, name, deputy=deputy, until=until, **({"since": since} if since else {}))
        if name == "Suspended" and not deputy:
            world.member(person, name)
            days = Period(today - timedelta(days=3), today + timedelta(days=15))
            Suspension.objects.create(person=person, period=days, reason="misuse")
        elif name == "Gone":
            world.member(person, name, until=today)
        elif name == "Free":
            world.member(person, name, until=today + timedelta(days=1))
        elif name == "Hollow" and since:  # who is to follow leaves before the term begins
            world.member(person, name, until=today + timedelta(days=19))
    return world


WANTED = {
    "Sundridge": "held", "Northgate": "held", "Ends": "ending", "Followed": "held", "DeputyOnly": "deputy",
    "Nobody": "vacant", "Dead": "vacant", "Left": "", "Union": "",
    "Suspended": "deputy", "Gone": "vacant", "Free": "held", "Hollow": "ending",
}  # fmt: skip


def test_how_each_post_stands(posts):
    rows = Institute.objects.annotate(found=vacancy(posts.today)).values_list("short_name", "found")
    assert dict(rows) == WANTED


def test_the_page_and_the_list_agree_on_every_day(posts):
    for days in (-3000, 0, 15, 19, 20, 21, 400):
        day = posts.today + timedelta(days=days)
        rows = Institute.objects.annotate(found=vacancy(day)).exclude(found="").values_list("pk", "found")
        for pk, found in rows:
            assert standing(gather([TERMS], pk, day)[TERMS], day) == found, (pk, day)


def test_vacant_is_exactly_where_nobody_can_decide(posts):
    for days in (-3000, -3, 0, 1, 14, 15, 19, 20, 400):
        day = posts.today + timedelta(days=days)
        for institute in Institute.objects.annotate(found=vacancy(day)).exclude(found=""):
            deputies = list(delegates_of(institute, day).values_list("deputy", flat=True))
            words = "vacant" if not deputies else "deputy" if all(deputies) else "held or ending"
            assert institute.found in words, (institute, day, deputies)


def test_nobody_is_warned_of_the_end_of_a_term_in_which_nobody_can_decide(posts):
    near = Period(posts.today - timedelta(days=99), posts.today + timedelta(days=20))
    Delegate.objects.filter(institute__short_name__in=("Suspended", "Gone", "Dead"), deputy=False).update(period=near)
    assert {str(row.institute) for row in terms_ending(posts.today)} == {"Ends", "Hollow"}
    assert {"Suspended", "Gone", "Dead"} <= {str(row) for row in in_need(posts.today)}


def test_the_page_says_who_of_the_delegates_cannot_decide(posts, visit):
    page = visit("member").get(f"/institutes/{posts.institutes['Suspended'].pk}/").content.decode()
    assert "delegate, cannot decide" in page
    assert "a deputy decides" in page
    assert "deputy, cannot decide" not in page


def test_the_list_filters_and_counts_who_is_without(posts, visit):
    page = visit("member").get("/institutes/?delegate=vacant")
    assert page.context["page"]["count"] == 3
    answer = page.content.decode()
    assert "Nobody" in answer
    assert "DeputyOnly" not in answer.split("<tbody")[1]


def test_the_banner_and_the_cards_warn(posts, visit):
    for name, words in (("Ends", "ends soon"), ("Nobody", "Nobody decides"), ("DeputyOnly", "a deputy decides")):
        page = visit("member").get(f"/institutes/{posts.institutes[name].pk}/").context["page"]
        assert any(words in str(banner.html) for banner in page["banners"]), name
    assert not visit("member").get(f"/institutes/{posts.institutes['Union'].pk}/").context["page"]["banners"]
    home = visit("office").get("/").content.decode()
    assert "Institutes that need a delegate" in home
    assert "Institutes that need a delegate" not in visit("member").get("/").content.decode()
    rows = Delegate.objects.filter(person__user__username="delegate")
    rows.update(period=Period(date(2019, 3, 1), posts.today + timedelta(days=3)))
    assert "Terms that end soon" in visit("delegate").get("/").content.decode()
    assert "Terms that end soon" not in visit("stranger").get("/").content.decode()
