"""Personas exist in demo mode, in a marked database, and nowhere else."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from portal.accounts.demo import Persona, mark_demo, personas
from portal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    User.objects.create_user("real", "real@lab.example")
    User.objects.create_user("mia", demo_label="Member", demo_about="finds samples", demo_order=2)
    User.objects.create_user("ann", demo_label="Applicant", demo_about="waits", demo_order=1)
    User.objects.create_user("old", demo_label="Former", demo_order=3, is_active=False)


def test_personas_come_in_their_order(cast, settings):
    settings.DEMO = True
    mark_demo()
    mark_demo()
    assert personas() == [Persona("ann", "Applicant", "waits"), Persona("mia", "Member", "finds samples")]


@pytest.mark.parametrize(("mode", "marked"), [(False, False), (False, True), (True, False)])
def test_outside_of_the_demo_there_are_none(client, cast, settings, mode, marked):
    settings.DEMO = mode
    if marked:
        mark_demo()
    assert personas() == []
    assert client.get("/sign-in/").context["personas"] == []
    assert client.post("/demo/sign-in/", {"username": "mia"}).status_code == 404
    assert SESSION_KEY not in client.session


def test_one_click_signs_in_and_another_one_changes_over(client, cast, settings):
    settings.DEMO = True
    mark_demo()
    response = client.post("/demo/sign-in/", {"username": "mia", "next": "/account/security/"})
    assert (response.status_code, response["Location"]) == (302, "/account/security/")
    assert client.session[SESSION_KEY] == str(User.objects.get(username="mia").pk)
    client.post("/demo/sign-in/", {"username": "ann"})
    assert client.session[SESSION_KEY] == str(User.objects.get(username="ann").pk)


@pytest.mark.parametrize("name", ["real", "old", "nobody", ""])
def test_only_personas_are_entered(client, cast, settings, name):
    settings.DEMO = True
    mark_demo()
    assert client.post("/demo/sign-in/", {"username": name}).status_code == 404
    assert SESSION_KEY not in client.session


def test_a_link_or_another_site_signs_nobody_in(cast, settings):
    settings.DEMO = True
    mark_demo()
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/demo/sign-in/?username=mia").status_code == 405
    assert strict.post("/demo/sign-in/", {"username": "mia"}).status_code == 403
    assert SESSION_KEY not in strict.session
