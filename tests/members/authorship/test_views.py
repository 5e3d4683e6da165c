"""Pages and downloads of author lists: for whom, of which day, and what they answer to nonsense."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import etree

from members.authorship.actions import freeze
from members.authorship.exports import FORMATS
from members.authorship.models import AuthorList, Authorship
from members.authorship.queries import published_list
from members.people.models import Person
from portal.periods import Period
from portal.policy import SYSTEM
from portal.testing.personas import PERSONAS

READERS = {"member", "delegate", "liaison", "manager", "secretary", "office", "administrator"}
EXPORTERS = {"secretary", "office", "administrator"}


@pytest.fixture
def listed(personas):
    """An open list; everybody of the cast signs since March 2026."""
    for person in Person.objects.all():
        Authorship.objects.create(person=person, period=Period(date(2026, 3, 1), None))
    return AuthorList.objects.create(title="A search", reference="PUB-1", on=date(2026, 6, 1))


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may_see_and_who_may_export(as_persona, listed, persona):
    client = as_persona(persona)
    refused = 302 if persona == "outsider" else 403
    pages = {
        reverse("authors"): READERS,
        reverse("author_lists"): READERS,
        reverse("author_list", args=[listed.pk]): READERS,
        reverse("authors_export_page"): EXPORTERS,
        reverse("author_list_new"): {"secretary"},
        **{reverse("authors_export", args=[kind]): EXPORTERS for kind in FORMATS},
        **{reverse("author_list_export", args=[listed.pk, kind]): EXPORTERS for kind in FORMATS},
    }
    for address, allowed in pages.items():
        assert client.get(address).status_code == (200 if persona in allowed else refused), address
    page = client.get(reverse("author_list", args=[listed.pk]))
    if persona in READERS:
        assert (reverse("author_list_export", args=[listed.pk, "revtex"]) in page.text) == (persona in EXPORTERS)


def test_a_download_is_the_list_of_the_day_as_a_file(as_persona, listed):
    client = as_persona("secretary")
    answer = client.get(reverse("authors_export", args=["authorxml"]), {"as_of": "2026-03-01"})
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="author.xml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    root = etree.fromstring(answer.content)
    assert len(root.findall(".//{*}Person")) == Person.objects.count()
    assert root.findtext("{*}creationDate") == "2026-03-01"


def test_a_download_of_nobody_leads_back_with_words(as_persona, listed):
    client = as_persona("secretary")
    answer = client.get(reverse("authors_export", args=["authorxml"]), {"as_of": "2026-02-28"}, follow=True)
    assert answer.redirect_chain == [(f"{reverse('authors_export_page')}?as_of=2026-02-28", 302)]
    assert "Nobody has an active authorship on 2026-02-28: there is nothing to export." in answer.text
    Authorship.objects.all().delete()
    answer = client.get(reverse("author_list_export", args=[listed.pk, "revtex"]), follow=True)
    assert answer.redirect_chain == [(listed.get_absolute_url(), 302)]
    assert "Nobody has an active authorship on 2026-06-01" in answer.text


def test_the_export_page_counts_and_links_the_day(as_persona, listed):
    client = as_persona("secretary")
    page = client.get(reverse("authors_export_page"), {"as_of": "2026-03-01"}).text
    assert f"{Person.objects.count()} authors" in page
    for kind in FORMATS:
        assert f'href="{reverse("authors_export", args=[kind])}?as_of=2026-03-01"' in page
    empty = client.get(reverse("authors_export_page"), {"as_of": "2026-02-28"}).text
    assert "Nobody has an active authorship on this day." in empty
    assert "/authors/export/" not in empty.partition("<main")[2].partition("</main")[0].replace(
        reverse("authors_export_page") + '"', ""
    )


@pytest.mark.parametrize("query", ["nonsense", "2026-02-30", "20260301", "0001-01-01"])
def test_a_day_that_is_none_is_a_plain_400(as_persona, listed, query):
    client = as_persona("secretary")
    for address in (reverse("authors_export_page"), reverse("authors_export", args=["revtex"])):
        assert client.get(address, {"as_of": query}).status_code == 400


def test_an_unknown_format_or_list_is_not_found(as_persona, listed):
    client = as_persona("secretary")
    assert client.get(reverse("authors_export", args=["docx"])).status_code == 404
    assert client.get(reverse("author_list_export", args=[listed.pk, "docx"])).status_code == 404
    assert client.get(reverse("author_list_export", args=[listed.pk + 1, "revtex"])).status_code == 404


def test_a_frozen_list_is_served_as_it_was(as_persona, listed):
    client = as_persona("secretary")
    wanted = FORMATS["revtex"].write(published_list(listed.on, "PUB-1"))
    freeze(listed, by=SYSTEM)
    Authorship.objects.all().delete()
    answer = client.get(reverse("author_list_export", args=[listed.pk, "revtex"]))
    assert answer.content.decode() == wanted


def test_the_secretary_opens_a_list_in_the_browser(as_persona, listed):
    client, address = as_persona("secretary"), reverse("author_list_new")
    typed = {"title": " A  measurement ", "reference": "PUB-2", "on": "2026-06-01"}
    answer = client.post(address, typed)
    made = AuthorList.objects.get(reference="PUB-2")
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.title, made.on, made.state) == ("A measurement", date(2026, 6, 1), "open")
    for wrong in ({"reference": "PUB-1"}, {"title": " "}, {"on": "1750-01-01"}, {"on": "soon"}):
        again = client.post(address, typed | {"reference": "PUB-3"} | wrong)
        assert again.status_code == 422, wrong
    assert AuthorList.objects.count() == 2


@pytest.mark.parametrize("persona", sorted(READERS - {"secretary"}))
def test_nobody_else_opens_a_list(as_persona, listed, persona):
    typed = {"title": "A measurement", "reference": "PUB-2", "on": "2026-06-01"}
    assert as_persona(persona).post(reverse("author_list_new"), typed).status_code == 403
    assert AuthorList.objects.count() == 1
