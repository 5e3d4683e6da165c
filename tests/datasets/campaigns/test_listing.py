"""The list of campaigns."""

from datasets.campaigns.models import Campaign
from tests.datasets.conftest import mc


def test_each_campaign_with_its_datasets(member, datasets):
    datasets(mc(1), mc(2))
    for name in ("MC15rd_b", "MC15rd", "MC15rd_bb"):
        Campaign.objects.create(name=name, kind="mc_rd")
    rows = member.get("/api/v1/campaigns/?sort=-datasets").json()["results"]
    assert [(row["name"], row["datasets"]) for row in rows] == [("MC15rd_b", 2), ("MC15rd", 0), ("MC15rd_bb", 0)]
    assert '<a href="/datasets/?campaign=MC15rd_b">2</a>' in member.get("/campaigns/").content.decode()
    datasets(mc(3))
    assert member.get("/api/v1/campaigns/?q=rd_b").json()["results"][0]["datasets"] == 3
