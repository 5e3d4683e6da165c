"""The forms of the office: what they take, and what they answer to nonsense."""

from __future__ import annotations

import pytest

PAGES = ("edit", "rename", "ror", "join-cluster", "leave-cluster", "host", "leave-host")


@pytest.mark.parametrize("page", PAGES)
def test_only_the_office_reaches_the_forms(world, visit, page):
    url = f"/institutes/{world.institutes['Sundridge'].pk}/{page}/"
    for who, status in (("office", 200), ("delegate", 403), ("", 302)):
        assert visit(who).get(url).status_code == status, who
    assert visit("office").get(f"/institutes/999999/{page}/").status_code == 404


def test_facts_are_corrected_and_bad_ones_named(world, visit):
    institute, client = world.institutes["Sundridge"], visit("office")
    good = {"name": "University of Sundridge", "short_name": "Sundridge", "country": "no", "funding_agency": "RCN"}
    url = f"/institutes/{institute.pk}/edit/"
    assert client.post(url, good | {"latitude": "60.1", "longitude": "9.9"}).status_code == 302
    institute.refresh_from_db()
    assert (institute.country, institute.latitude, institute.funding_agency) == ("NO", 60.1, "RCN")
    for bad in ({"country": "Norway"}, {"latitude": "91", "longitude": "1"}, {"latitude": "nan", "longitude": "1"},
                {"ror": "123"}, {"latitude": "1"}):  # fmt: skip
        answer = client.post(url, good | bad)
        assert answer.status_code == 422, bad
        assert answer.context["form"].errors, bad


def test_a_refused_verb_shows_its_words_in_the_form(world, visit):
    world.institute("Union", kind="cluster")
    url = f"/institutes/{world.institutes['Sundridge'].pk}/join-cluster/"
    answer = visit("office").post(url, {"other": world.institutes["Union"].pk, "on": "2018-01-01"})
    assert answer.status_code == 422
    assert "not in the collaboration on 2018-01-01" in answer.content.decode()
    assert visit("office").post(url, {"other": world.institutes["Union"].pk, "on": "2024-02-29"}).status_code == 302
    assert visit("office").post(url, {"other": world.institutes["Northgate"].pk, "on": "2024-02-29"}).status_code == 422
