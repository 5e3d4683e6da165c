"""Where nobody decides, or not for long: the list, the page and the card say the same on every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.delegates.queries import standing, vacancy
from members.institutes.models import Institute
from members.institutes.panels import TERMS
from members.memberships.models import Delegate
from portal.detail.gather import gather
from portal.periods import Period


@pytest.fixture
def posts(world):
    """An institute for each way in which the post can stand."""
    today = world.today
    for name in ("Ends", "Followed", "DeputyOnly", "Nobody", "Dead", "Left"):
        world.institute(name, until=today if name == "Left" else None)
    world.institute("Union", kind="cluster")
    near = today + timedelta(days=20)
    for name, deputy, since, until, more in (
        ("Ends", False, None, near, {}),
        ("Followed", False, None, near, {}),
        ("Followed", False, near, None, {}),
        ("DeputyOnly", True, None, None, {}),
        ("Dead", False, None, None, {"deceased": True}),
    ):
        person = world.person("Ida", name, **more)
        world.delegate(person, name, deputy=deputy, until=until, **({"since": since} if since else {}))
    return world


WANTED = {
    "Sundridge": "held", "Northgate": "held", "Ends": "ending", "Followed": "held", "DeputyOnly": "deputy",
    "Nobody": "vacant", "Dead": "vacant", "Left": "", "Union": "",
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


def test_the_list_filters_and_counts_who_is_without(posts, visit):
    page = visit("member").get("/institutes/?delegate=vacant")
    assert page.context["page"]["count"] == 2
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
