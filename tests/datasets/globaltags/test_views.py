"""Which payload for which run, and comparison: as a page and for programs."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from datasets.campaigns.models import Campaign
from datasets.globaltags import actions
from datasets.globaltags.models import TagChain
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied

PAGE, API = "/globaltags/payloads/", "/api/v1/conditions/payloads/"


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(name="MC16rd_proc16", kind="mc_rd")


def text(answer):
    return answer.content.decode()


def test_a_run_in_one_tag_by_name_by_number_and_as_paths_write_it(member, tag):
    tag("a", ("M", 1, 3, 5, 3, -1), ("N", 2, 0, 0, -1, -1), ("N", 1, 0, 0, -1, -1), number=3307)
    for name in ("a", "3307", "DB00003307"):
        found = member.get(API, {"tag": name, "exp": 3, "run": 9999}).json()
        assert [(row["module"], row["revision"]) for row in found["payloads"]] == [("M", 1), ("N", 2)]
    assert found["payloads"][0]["iov"] == {"first_exp": 3, "first_run": 5, "final_exp": 3, "final_run": -1}
    assert found["payloads"][1]["why"] == "highest revision; 1 also hold"
    assert [row["revision"] for row in found["payloads"][1]["instead"]] == [1]
    html = text(member.get(PAGE, {"tag": "a", "exp": 3, "run": 9999}))
    assert "2 payloads for run 9999 of experiment 3." in html
    assert "exp 3 run 5 to the end" in html
    assert "1 payload for run 0 of experiment 4." in text(member.get(PAGE, {"tag": "a", "exp": 4, "run": 0}))


def test_a_run_in_the_chain_of_a_campaign(member, tag, campaign):
    tag("mcrd_proc16", ("M", 1, 0, 0, -1, -1), state="PUBLISHED")
    tag("data_proc16", ("M", 5, 0, 0, -1, -1), ("N", 1, 0, 0, -1, -1), state="INVALID")
    actions.set_chain(campaign, ["mcrd_proc16", "data_proc16", "online"], on=date(2024, 5, 1), by=SYSTEM)
    found = member.get(API, {"campaign": campaign.name, "exp": 3, "run": 1}).json()
    assert found["chain"] == [
        {"name": "mcrd_proc16", "state": "PUBLISHED"}, {"name": "data_proc16", "state": "INVALID"},
        {"name": "online", "state": None},
    ]  # fmt: skip
    assert [(row["module"], row["revision"], row["global_tag"]) for row in found["payloads"]] == [
        ("M", 1, "mcrd_proc16"), ("N", 1, "data_proc16"),
    ]  # fmt: skip
    assert found["warnings"] == [
        "data_proc16 is invalid: it is not usable for processing.",
        "online is not imported; it may have payloads that win.",
    ]
    html = text(member.get(PAGE, {"campaign": campaign.name, "exp": 3, "run": 1}))
    assert "online, not imported" in html
    assert "first in the chain; also in data_proc16" in html
    before = member.get(API, {"campaign": campaign.name, "exp": 3, "run": 1, "on": "2024-04-30"}).json()
    assert (before["chain"], before["payloads"]) == ([], [])


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"tag": "a", "exp": "x", "run": 1}, "exp", "Enter a whole number."),
        ({"tag": "a", "exp": -1, "run": 1}, "exp", "greater than or equal to 0"),
        ({"tag": "a", "exp": 1, "run": 2**40}, "run", "less than or equal to"),
        ({"tag": "a", "exp": 1}, "run", "required"),
        ({"tag": "b", "exp": 1, "run": 1}, "tag", "“b” is not imported."),
        ({"tag": "DB00000099", "exp": 1, "run": 1}, "tag", "“DB00000099” is not imported."),
        ({"campaign": "MC0", "exp": 1, "run": 1}, "campaign", "There is no campaign “MC0”."),
        ({"exp": 1, "run": 1}, "tag", "Name a global tag or a campaign, not both."),
        ({"tag": "a", "campaign": "MC16rd_proc16", "exp": 1, "run": 1}, "tag", "not both"),
        ({"tag": "a", "exp": 1, "run": 1, "on": "yesterday"}, "on", "Enter a valid date."),
    ],
)
def test_what_cannot_be_read_is_named(member, tag, campaign, asked, field, said):
    tag("a")
    answer = member.get(API, asked)
    assert answer.status_code == 400
    assert said in " ".join(answer.json()[field])
    page = member.get(PAGE, asked)
    assert page.status_code == 422
    assert said in text(page)


def test_the_form_alone_asks_nothing(member, tag):
    tag("a")
    page = member.get(PAGE, {"tag": "a"})
    assert page.status_code == 200
    assert 'value="a"' in text(page)
    assert "required" not in " ".join(page.context["form"].errors)


def test_two_tags_side_by_side(member, tag):
    tag("old", ("M", 1, 0, 0, -1, -1), ("Gone", 1, 0, 0, -1, -1))
    tag("new", ("M", 2, 0, 0, -1, -1))
    found = member.get("/api/v1/conditions/comparison/", {"old": "old", "new": "new"}).json()
    assert found["differences"] == [
        {"what": "removed", "module": "Gone", "before": ["r1"], "after": []},
        {"what": "revision", "module": "M", "before": ["r1"], "after": ["r2"]},
    ]
    html = text(member.get("/globaltags/comparison/", {"old": "old", "new": "new"}))
    assert "1 removed, 1 other revision." in html
    assert "Both have the same payloads" in text(member.get("/globaltags/comparison/", {"old": "old", "new": "old"}))
    assert member.get("/globaltags/comparison/", {"old": "old", "new": "nil"}).status_code == 422
    assert member.get("/api/v1/conditions/comparison/", {"old": "old"}).status_code == 400


def test_the_pages_of_a_tag_show_what_it_holds_and_who_uses_it(member, tag, campaign):
    made = tag("a", ("M", 1, 0, 0, 3, -1), ("M", 2, 5, 0, -1, -1), payload_count=3, module_count=1)
    actions.set_chain(campaign, ["a", "online"], on=date(2024, 5, 1), by=SYSTEM)
    html = text(member.get(made.get_absolute_url()))
    assert "payloads: 3 declared, 2 on record" in html
    assert "a, online" in html
    modules = text(member.get(f"/globaltags/{made.pk}/modules/"))
    assert "1, first exp 4 run 0 up to before exp 5 run 0" in modules
    rows = member.get("/api/v1/conditions/iovs/", {"tag": "a", "module": "M"}).json()
    assert [(row["revision"], row["first_exp"], row["final_run"]) for row in rows["results"]] == [
        (1, 0, -1),
        (2, 5, -1),
    ]
    page = text(member.get(campaign.get_absolute_url()))
    assert "online, not imported" in page
    assert f'<a href="{made.get_absolute_url()}">a</a>' in page


def test_a_chain_has_dates(campaign):
    first = actions.set_chain(campaign, ["a", " ", "b"], on=date(2024, 5, 1), by=SYSTEM)
    assert first.names == ["a", "b"]
    actions.set_chain(campaign, ["c"], on=date(2024, 7, 1), by=SYSTEM)
    actions.set_chain(campaign, ["d", "a"], on=date(2024, 7, 1), by=SYSTEM)
    rows = [(row.names, row.period.lower, row.period.upper) for row in TagChain.objects.order_by("period")]
    assert rows == [(["a", "b"], date(2024, 5, 1), date(2024, 7, 1)), (["d", "a"], date(2024, 7, 1), None)]
    for names, day, said in (
        ([], date(2025, 1, 1), "at least one"),
        (["x", "x"], date(2025, 1, 1), "x stands in the chain twice"),
        (["x"], date(2024, 6, 30), "a chain begins later, on 2024-07-01"),
        (["d", "a"], date(2025, 1, 1), "this is the chain since 2024-07-01 already"),
    ):
        with pytest.raises(MoveRefused, match=said):
            actions.set_chain(campaign, names, on=day, by=SYSTEM)


def test_the_production_says_which_tags_a_campaign_uses(as_persona, personas, campaign):
    address = f"/campaigns/{campaign.pk}/chain/"
    assert as_persona("member").get(address).status_code == 403
    with pytest.raises(Denied):
        actions.set_chain(campaign, ["a"], on=date(2024, 5, 1), by=personas["member"])
    manager = as_persona("manager")
    day = timezone.localdate() - timedelta(days=1)
    assert manager.post(address, {"names": "a,\nb online", "on": day.isoformat()}).status_code == 302
    assert TagChain.objects.get().names == ["a", "b", "online"]
    again = manager.post(address, {"names": "b b", "on": day.isoformat()})
    assert again.status_code == 422
    assert "B stands in the chain twice." in text(again)
    assert "a\nb\nonline" in text(manager.get(address))


def test_who_may_ask(as_persona, tag):
    made = tag("a")
    for address in (PAGE, API, "/globaltags/comparison/", f"/globaltags/{made.pk}/modules/", "/conditions/iovs/"):
        asked = {"tag": "a", "exp": 1, "run": 1} if address in (PAGE, API) else {}
        assert as_persona("applicant").get(address, asked).status_code == 403, address
        assert as_persona("member").get(address, asked).status_code == 200, address
