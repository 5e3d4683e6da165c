"""Global tags, campaigns and skims."""

from collections import Counter
from datetime import date

from datasets.campaigns.choices import CampaignKind, CampaignState
from datasets.demo.campaigns import campaigns
from datasets.demo.globaltags import NOT_IMPORTED
from datasets.demo.skims import registry
from datasets.globaltags.choices import TagState
from members.demo.offices import GROUPS


def test_global_tags_have_one_number_and_one_name(demo, people):
    assert len(demo.global_tags) == 58
    for field in ("number", "name"):
        assert len({getattr(tag, field) for tag in demo.global_tags}) == 58
    assert {tag.state for tag in demo.global_tags} == set(TagState)
    usernames = {person.username for person in people.people}
    personal = [
        tag.name.split("_")[1] for tag in demo.global_tags if tag.name.startswith(("user_", "temp_", "staging_"))
    ]
    assert len(personal) == 36
    assert set(personal) <= usernames
    assert NOT_IMPORTED not in {tag.number for tag in demo.global_tags}


def test_campaigns_of_every_kind_name_a_known_tag(demo):
    assert {campaign.kind for campaign in demo.campaigns} == set(CampaignKind)
    assert {campaign.state for campaign in demo.campaigns} == set(CampaignState)
    assert {campaign.tag for campaign in demo.campaigns} <= {tag.number for tag in demo.global_tags}
    assert sum(len(campaign.releases) > 1 for campaign in demo.campaigns) >= 3


def test_a_campaign_is_registered_between_its_first_day_and_today():
    campaign, today = campaigns()["MC16rd_prompt"], date(2026, 11, 20)
    days = [campaign.registered_on(today, share) for share in (0, 0.5, 1)]
    assert days == [date(2026, 3, 15), date(2026, 7, 15), date(2026, 11, 15)]


def test_skim_codes_follow_the_convention():
    skims = registry()
    assert len({skim.code for skim in skims}) == len(skims) == 73
    codes = {skim.code: skim for skim in skims}
    for skim in skims:
        assert len(skim.code) == 8
        assert skim.code.isdigit()
        assert skim.code[0] == ("7" if skim.flagged else "1")
        assert not skim.parent or codes[skim.parent].flagged
        assert not (skim.flagged and skim.parent)
    assert {skim.group for skim in skims} <= {group.code for group in GROUPS}
    assert codes["74000101"].name == "f_bhadronic_p1_v2"
    members = Counter(skim.parent for skim in skims if skim.parent)
    assert members["77000100"] > 3
