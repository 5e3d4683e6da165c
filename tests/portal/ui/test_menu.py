"""The viewer's own menu: drawn once, and yet of this page and this viewer."""

import pytest
from django.urls import reverse
from lxml import html

pytestmark = pytest.mark.django_db
HOSTILE = '/people/?q="><script>alert(1)</script>'


def forms(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content).xpath("//details//form[@action='/theme/']")


def value(form, name):
    (field,) = form.xpath(f".//input[@name='{name}']")
    return field.get("value")


def test_it_leads_back_to_the_page_that_it_was_opened_on(as_persona):
    client = as_persona("administrator")
    ways = [value(*forms(client, address), "next") for address in ("/people/?status=active", "/institutes/", HOSTILE)]
    assert ways[:2] == ["/people/?status=active", "/institutes/"]
    assert "<script>" not in client.get(HOSTILE).content.decode()
    assert ways[2].startswith("/people/?q=%22%3E%3Cscript")


def test_its_forms_are_taken_with_the_token_of_the_page_and_not_without(as_persona):
    client = as_persona("administrator", enforce_csrf_checks=True)
    token = value(*forms(client, "/people/"), "csrfmiddlewaretoken")
    assert client.post("/theme/", {"theme": "dark"}).status_code == 403
    assert client.post("/theme/", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code == 302
    (form,) = forms(client, "/people/")
    assert form.xpath("string(.//button[@aria-pressed='true'])").strip() == "Dark"


def test_nobody_sees_the_menu_of_another(as_persona, personas):
    names = {}
    for persona in ("administrator", "office"):
        page = html.fromstring(as_persona(persona).get(reverse("people")).content)
        names[persona] = page.xpath("string(//summary[@title='Your menu']/b)")
    assert len(set(names.values())) == 2
    assert all(names.values())
