"""The page of a skim."""

import pytest

from datasets.skims.models import Skim
from tests.datasets.conftest import mc

SKIMMED = "/belle/MC/release-06-01-11/DB00002058/MC15rd_b/prod00030843/s00/e0007/4S/r00000/uubar/14120601/udst"


def test_a_flagged_skim_leads_to_the_data_of_its_group(member, datasets, collection):
    group = Skim.objects.create(code="77000101", name="f_charm_p1", kind="flagged_group")
    skim = Skim.objects.create(code="17230700", name="DstToD0Pi", parent=group)
    path = SKIMMED.replace("14120601", "77000101")
    datasets(path, mc(1))
    collection("charm_v1", path, skim_code="77000101")
    html = member.get(skim.get_absolute_url()).content.decode()
    assert "charm_v1" in html
    assert '<a href="/datasets/?campaign=MC15rd_b&amp;skim_code=77000101">1</a>' in html


def test_a_skim_of_its_own_leads_to_its_data(member, datasets, collection):
    datasets(SKIMMED, mc(1))
    collection("skim_v1", SKIMMED, skim_code="14120601")
    collection("skim_v2", SKIMMED, skim_code="14120601", published=False)
    collection("mixed_v1", mc(1))
    skim = Skim.objects.create(code="14120601", name="BtoX")
    html = member.get(skim.get_absolute_url()).content.decode()
    assert "applyEventCuts" not in html
    assert '<a href="/datasets/?campaign=MC15rd_b&amp;skim_code=14120601">1</a>' in html
    assert [name for name in ("skim_v1", "skim_v2", "mixed_v1") if name in html] == ["skim_v1"]


@pytest.mark.parametrize(
    ("query", "names"), [("?kind=flagged_group", ["f_x"]), ("?q=btox", ["BtoX"]), ("?group=EWP", ["BtoX"])]
)
def test_the_registry_is_searched(member, query, names):
    Skim.objects.create(code="77000101", name="f_x", kind="flagged_group")
    Skim.objects.create(code="14120601", name="BtoX", group="EWP")
    assert [row["name"] for row in member.get(f"/api/v1/skims/{query}").json()["results"]] == names


def test_who_may_see_it(as_persona):
    skim = Skim.objects.create(code="14120601", name="BtoX")
    for address in (skim.get_absolute_url(), f"/api/v1{skim.get_absolute_url()}", "/skims/"):
        found = {
            persona: as_persona(persona).get(address).status_code
            for persona in ("outsider", "applicant", "member", "manager")
        }
        assert found == {"outsider": 403 if "api" in address else 302, "applicant": 403, "member": 200, "manager": 200}
