"""A notice on a range of runs reaches who follows a sample that has these runs, and nobody else; closing it, too."""

import json
import re
import time
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.journeys.site import PATIENCE, open_menu
from tests.journeys.test_following_a_sample import shell

pytestmark = pytest.mark.needs("chromium")
LATER = 3000 * PATIENCE  # milliseconds; a worker that found others matching comes again after a pause
TITLE = "Wrong trigger bit in a few runs"
SAMPLES = """
import json
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.following.models import Follow, Use
who = ("Member", "Institute delegate")
Follow.objects.filter(user__demo_label__in=who).delete()
Use.objects.filter(analysis__contact__demo_label__in=who).delete()
own = Dataset.objects.filter(data_class="Data", run_low__isnull=False, collections__collection__state="published")
one = own.order_by("path").first()
held = one.collections.filter(collection__state="published").first().collection
runs = f"exp {one.experiment}: {one.run_low}-{one.run_high}; class Data"
other = Collection.objects.filter(state="published", superseded_by=None)
other = other.exclude(members__dataset__experiment=one.experiment).order_by("path").first()
found = Dataset.objects.filter(data_class="Data", experiment=one.experiment)
sure = found.filter(run_low__lte=one.run_high, run_high__gte=one.run_low).count()
print(json.dumps([runs, held.pk, other.pk, one.pk, sure]))
"""

IMPORTING = """
import time
from pathlib import Path
from django.db import transaction
from datasets.notices import matching
flag = Path({flag!r})
with transaction.atomic():
    matching.lock()
    flag.touch()
    while flag.exists():
        time.sleep(0.1)
"""


@pytest.mark.slow
def test_a_notice_reaches_those_it_concerns_and_nobody_else(visit, site, story):
    runs, held, other, dataset, sure = json.loads(shell(site, SAMPLES))
    member, delegate = visit("Member"), visit("Institute delegate", viewport={"width": 390, "height": 844})
    for page, pk in ((member, held), (delegate, other)):
        page.goto(f"{site.url}/collections/{pk}/")
        page.get_by_role("button", name="Follow", exact=True).click()
        expect(page.get_by_role("button", name="Unfollow")).to_be_visible()

    manager = visit("Production manager")
    open_menu(manager, "Notices")
    manager.get_by_role("link", name="New notice").click()
    manager.get_by_label("Title").fill(TITLE)
    manager.get_by_label("Severity").select_option("serious")
    manager.get_by_label("What is wrong").fill("The bit of the low-multiplicity line was swapped.")
    manager.get_by_label("Runs").fill(f"{runs}, nonsense")
    manager.get_by_role("button", name="Keep the draft").click()
    expect(manager.get_by_role("alert")).to_contain_text("nonsense")
    manager.get_by_label("Runs").fill(runs)
    manager.get_by_role("button", name="Keep the draft").click()
    expect(manager.locator("main")).to_contain_text(re.compile(rf"would be affected\s*{sure}\D"))
    member.goto(f"{site.url}/datasets/{dataset}/")
    expect(member.locator("main")).not_to_contain_text(TITLE)  # a draft is nobody else's

    manager.get_by_role("button", name=re.compile("^Open")).click()
    manager.get_by_role("button", name="Open", exact=True).click()
    expect(manager.locator("h1")).to_contain_text("open")

    member.goto(site.url)
    member.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(member.locator("h1")).to_contain_text(TITLE)
    for path in (f"/datasets/{dataset}/", f"/collections/{held}/"):
        member.goto(site.url + path)
        expect(member.locator(".banner").first).to_contain_text(TITLE)
    open_menu(delegate, "News")
    expect(delegate.locator("main")).not_to_contain_text(TITLE)
    delegate.goto(f"{site.url}/collections/{other}/")
    expect(delegate.locator("main")).not_to_contain_text(TITLE)

    manager.get_by_role("button", name=re.compile("^Close")).click()
    manager.get_by_label("Reason").fill("The runs were processed again.")
    manager.get_by_role("button", name="Close", exact=True).click()
    expect(manager.locator("h1")).to_contain_text("closed")
    member.goto(f"{site.url}/datasets/{dataset}/")
    expect(member.locator("main")).not_to_contain_text(TITLE)


@pytest.mark.slow
def test_a_notice_that_is_written_during_an_import_is_filled_in_on_the_page(visit, site, story, tmp_path):
    flag, manager = tmp_path / "importing", visit("Production manager")
    importing = Thread(target=shell, args=[site, IMPORTING.format(flag=str(flag)) + "print()"])
    importing.start()
    while not flag.exists():
        time.sleep(0.1)
    try:
        manager.goto(f"{site.url}/notices/new/")
        manager.get_by_label("Title").fill("Beam spot of another year")
        manager.get_by_label("What is wrong").fill("It is that of 2019.")
        manager.get_by_label("Search").last.fill("data_class=MC")
        manager.get_by_role("button", name="Keep the draft").click()
        underway = manager.locator("#underway")
        expect(underway).to_contain_text("is being found")
        manager.get_by_role("button", name=re.compile("^Open")).click()
    finally:
        flag.unlink()
    importing.join()
    again = visit("Production manager")
    again.goto(manager.url)
    expect(again.locator("#underway")).to_have_count(0, timeout=LATER)
    manager.wait_for_timeout(4000)  # it would have looked again
    expect(underway).to_be_visible()
    manager.get_by_role("button", name="Open", exact=True).click()  # the question was left alone, and its answer counts
    expect(manager.locator("h1")).to_contain_text("open")
    expect(underway).to_have_count(0, timeout=LATER)
    expect(manager.locator("main")).to_contain_text(re.compile(r"datasets affected\s*[1-9]"))
