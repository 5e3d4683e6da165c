"""The sign-in page of the demo, and of every other site."""

import re

import pytest

PERSONAS = [
    "Applicant",
    "Member",
    "Institute delegate",
    "EWP liaison",
    "Production manager",
    "Publication secretary",
    "Administrator",
]


@pytest.mark.needs("chromium")
def test_the_demo_offers_each_persona_by_one_click(visit, site):
    page = visit()
    for persona in PERSONAS:
        page.goto(f"{site.url}/sign-in/")
        buttons = page.get_by_role("region", name="Look around as").get_by_role("button")
        assert [words.split("\n")[0] for words in buttons.all_inner_texts()] == PERSONAS
        buttons.filter(has_text=re.compile(f"^{persona}")).click()
        page.wait_for_url(f"{site.url}/")
        page.locator("summary", has_text="Your menu").click()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("banner").get_by_role("link", name="Sign in").wait_for()


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
def test_outside_demo_mode_nobody_is_offered(live_server, page, settings):
    from portal.accounts.demo import mark_demo
    from portal.accounts.models import User

    mark_demo()
    User.objects.create_user("delegate", "delegate@lab.example", demo_label="Institute delegate")
    region = page.get_by_role("region", name="Look around as")
    settings.DEMO = True
    page.goto(f"{live_server.url}/sign-in/")
    assert region.get_by_role("button").count() == 1
    settings.DEMO = False
    page.reload()
    page.get_by_label("Password").wait_for()
    assert region.count() == 0
    assert page.get_by_text("Institute delegate").count() == 0
