"""A production manager publishes v2: who follows v1 learns it on the home page and by mail, and v1 shows the banner."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.site import links, open_menu
from tests.portal.launch.portals import run

pytestmark = pytest.mark.needs("chromium")
CLONE = """
import json
from datasets.collections import actions
from datasets.collections.models import Collection
from portal.policy import SYSTEM
row = Collection.objects.filter(state="published", superseded_by=None, version=1, dataset_count__gt=3)
row = row.filter(path__startswith="/belle/collection/MC/MC16rd_proc16").order_by("path").first()
members = [member.dataset for member in row.members.select_related("dataset")]
new = actions.create(row.path[:-1] + "2", members[:-1], by=SYSTEM, campaign=row.campaign)
print(json.dumps([row.pk, str(row), new.pk, str(new)]))
"""
DIGEST = """
from datetime import timedelta
from django.utils import timezone
from datasets.following.digests.actions import make
print(make(timezone.now() + timedelta(days=8)))
"""


def shell(site, code):
    mail = {"PORTAL_SMTP_HOST": site.sink.host, "PORTAL_SMTP_PORT": str(site.sink.port)}  # or what it mails is held
    mail["PORTAL_PORT"] = str(site.portal.port)  # of the links
    told = run("manage.py", "shell", "-c", code, PORTAL_VAR=str(site.portal.var), **mail)
    assert told.returncode == 0, told.stderr
    return told.stdout.strip().splitlines()[-1]


@pytest.mark.slow
def test_a_new_version_reaches_who_follows_the_old_one(visit, site, story):
    old, old_name, new, new_name = json.loads(shell(site, CLONE))
    member = visit("Member", java_script_enabled=False)
    member.goto(f"{site.url}/collections/{old}/")
    member.get_by_role("button", name="Follow", exact=True).click()
    expect(member.get_by_role("button", name="Unfollow")).to_be_visible()
    member.get_by_role("link", name="I use this").click()
    member.get_by_label("Title").fill("Search for a journey")
    member.get_by_role("button", name="Declare").click()
    expect(member.get_by_role("table", name="Used by")).to_contain_text("Search for a journey")

    delegate = visit("Institute delegate")
    delegate.goto(f"{site.url}/collections/{old}/")
    delegate.get_by_role("button", name="Follow", exact=True).click()
    expect(delegate.get_by_role("button", name="Unfollow")).to_be_visible()

    manager = visit("Production manager")
    manager.goto(f"{site.url}/collections/{old}/")
    expect(manager.get_by_role("table", name="Used by")).to_contain_text("Search for a journey")
    manager.goto(f"{site.url}/collections/{new}/")
    manager.get_by_role("link", name="Check and publish").click()
    expect(manager.locator("main")).to_contain_text("Nothing stands in the way of publishing it.")
    manager.get_by_role("button", name="Publish", exact=True).click()
    expect(manager.locator("h1")).to_contain_text("published")

    said = f"{new_name} is published and replaces {old_name}"
    member.goto(site.url)
    member.get_by_role("link", name=re.compile(re.escape(said))).click()
    assert member.url == f"{site.url}/collections/{new}/"
    member.goto(f"{site.url}/collections/{old}/")
    expect(member.locator(".banner")).to_contain_text(f"Superseded. Use {new_name} instead.")
    open_menu(member, "News")
    expect(member.get_by_role("table")).to_contain_text(said)
    assert int(shell(site, DIGEST)) >= 1
    mail = site.mail(story.delegate_address, "ews", saying=said)  # one news, or several with those of other journeys
    assert f"{site.url}/collections/{new}/" in [link.replace("localhost", "127.0.0.1") for link in links(mail)]


@pytest.mark.slow
def test_a_search_is_saved_and_a_sample_unfollowed_on_a_phone(visit, site, story):
    page = visit("Member", viewport={"width": 390, "height": 844})
    page.goto(f"{site.url}/datasets/?campaign=MC16rd_proc16")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name").fill("On the phone")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_contain_text("On the phone")
    page.get_by_role("link", name="Open").click()
    assert page.url == f"{site.url}/datasets/?campaign=MC16rd_proc16"
    page.goto(f"{site.url}/following/")
    row = page.get_by_role("link", name="Unfollow").first
    row.click()
    page.get_by_role("button", name="Unfollow").click()
    expect(page.get_by_text("You no longer follow")).to_be_visible()
