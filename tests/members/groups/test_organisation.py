"""The who's who and the chart, as of any day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils.html import strip_tags

from members.groups.queries import UNKNOWN_TERM

DAY = timedelta(days=1)


def words(answer):
    assert answer.status_code == 200
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(strip_tags(page).split())


def test_posts_with_former_holders_and_vacancies(world, organisation, ida, visit):
    organisation.post(ida, organisation.skims, "convener", date(2019, 3, 1), date(2020, 1, 1))
    organisation.post(ida, organisation.production, "deputy", UNKNOWN_TERM.lower, UNKNOWN_TERM.upper)
    said = words(visit("member").get("/groups/whos-who/"))
    assert "Skims Convener Ida Çelik Former: Ida Quill 2019-03–2019-12 Liaisons 2 vacant" in said
    assert "Managers Ida Baker 1 vacant" in said
    assert "Deputy 1 vacant Former: Ida Quill" in said
    assert "1900" not in said
    assert "Liaisons Skims vacant" in said  # the table of liaisons per group
    assert said.index("Board Chair") < said.index("Production Managers") < said.index("Skims Convener")


def test_as_of_three_years_ago(world, organisation, ida, visit):
    organisation.post(ida, organisation.skims, "liaison", date(2021, 1, 1), date(2022, 1, 1))
    client = visit("member")
    assert "Liaisons Ida Quill until 2021-12-31 1 vacant" in words(client.get("/groups/whos-who/?as_of=2021-12-31"))
    later = words(client.get("/groups/whos-who/?as_of=2022-01-01"))
    assert "Former: Ida Quill 2021-01–2021-12" in later
    page = client.get("/groups/whos-who/?as_of=2021-12-31").content.decode()
    assert f'<a href="/people/{ida.pk}/?as_of=2021-12-31">Ida Quill</a>' in page
    assert f'<a href="/groups/{organisation.skims.pk}/?as_of=2021-12-31">' in page
    before = words(client.get("/groups/whos-who/?as_of=2019-12-31"))
    assert "Ida" not in before
    assert client.get("/groups/whos-who/?as_of=soon").status_code == 400


@pytest.mark.parametrize("path", ["/groups/whos-who/", "/groups/chart/"])
def test_members_see_it_and_strangers_do_not(organisation, visit, path):
    assert visit("member").get(path).status_code == 200
    assert visit("").get(path).status_code == 302
    assert visit("applicant").get(path).status_code == 403


def test_the_chart_links_each_group_and_names_what_is_vacant(world, organisation, visit):
    page = visit("member").get(f"/groups/chart/?as_of={world.today - DAY}").content.decode()
    drawing = page.partition('<svg class="tree"')[2].partition("</figure>")[0]
    assert f'<a href="/groups/{organisation.skims.pk}/?as_of={world.today - DAY}">' in drawing
    assert "Ida Çelik, convener" in drawing
    assert "vacant: liaison 2" in drawing
    assert "style=" not in drawing
    assert f"/groups/whos-who/?as_of={world.today - DAY}" in page


def test_pages_cost_the_same_however_many_groups(world, organisation, ida, visit, django_assert_max_num_queries):
    from members.groups.models import Group

    for number in range(20):
        group = Group.objects.create(code=f"g{number}", name=f"G {number}", kind="board", parent=organisation.skims)
        organisation.post(ida, group, "chair")
    client = visit("member")
    for path in ("/groups/whos-who/", "/groups/chart/"):
        with django_assert_max_num_queries(12):
            assert len(re.findall("G 1[0-9]", client.get(path).content.decode())) >= 10
