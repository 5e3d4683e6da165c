"""What stands under "Run on it"."""

import shlex
from datetime import date
from html import unescape

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from datasets.campaigns.models import Campaign
from datasets.collections import actions
from datasets.collections.running import blocks, campaign_blocks, siblings, skim_blocks
from datasets.globaltags.advice import Advice
from datasets.globaltags.models import TagChain
from datasets.skims.models import Skim
from portal.policy import SYSTEM
from tests.datasets.conftest import mc

ADVICE = Advice("MC16rd_proc16", "release-08-00-00", ("mcrd_proc16", "data_proc16"))
FACTS = {"campaign": "MC16rd_proc16", "energy": "4S", "data_level": "mdst"}


def test_the_command_names_the_collection(collection):
    made = collection("mixed_v1", mc(1))
    [command, frame, given] = blocks(made, ADVICE)
    assert command["text"] == (
        "gbasf2 -p mixed_v1 -s release-08-00-00 \\\n  -i /belle/collection/MC/mixed_v1 \\\n  steering.py\n"
    )
    assert "applyEventCuts" not in frame["text"]
    assert (given["url"], given["link"]) == (
        f"/datasets/?collection={made.pk}&format=txt",
        "Download mixed_v1.txt, one path per line",
    )


def test_a_flagged_skim_is_cut_on_and_another_is_not(collection):
    group = Skim.objects.create(code="77000101", name="f_charm_p1", kind="flagged_group")
    for code, name in (("17230700", "DstToD0Pi"), ("17230100", "XToD0")):
        Skim.objects.create(code=code, name=name, parent=group)
    Skim.objects.create(code="14120601", name="BtoX")
    flagged = collection("a_v1", mc(1), skim_code="77000101")
    own = collection("b_v1", mc(1), skim_code="14120601")
    text = blocks(flagged, ADVICE)[1]["text"]
    cuts = [line for line in text.splitlines() if "applyEventCuts" in line]
    assert [line.startswith("# or ") for line in cuts] == [False, True]
    assert ["DstToD0Pi" in cuts[0], "XToD0" in cuts[1], "f_charm_p1" in text] == [True, True, False]
    assert "applyEventCuts" not in blocks(own, ADVICE)[1]["text"]


def test_the_campaign_in_one_block_has_what_differs_in_type_alone(collection):
    made = collection("uubar_4S_v1", mc(1), event_type="uubar", **FACTS)
    collection("mixed_4S_v1", mc(1), event_type="mixed", **FACTS)
    collection("mixed_off_v1", mc(1), event_type="mixed", **FACTS | {"energy": "4S_offres"})
    collection("mixed_skim_v1", mc(1), event_type="mixed", skim_code="14120601", **FACTS)
    collection("charged_4S_v1", mc(1), event_type="charged", published=False, **FACTS)
    old = collection("ddbar_4S_v1", mc(1), event_type="ddbar", **FACTS)
    collection("ddbar_4S_v2", mc(1), event_type="ddbar", **FACTS)
    assert [str(row) for row in siblings(made)] == ["ddbar_4S_v2", "mixed_4S_v1", "uubar_4S_v1"]
    text = blocks(made, ADVICE)[-1]["text"]
    assert [line.split()[1] for line in text.splitlines() if "-i" in line] == [
        f"/belle/collection/MC/{name}" for name in ("ddbar_4S_v2", "mixed_4S_v1", "uubar_4S_v1")
    ]
    old.refresh_from_db()
    assert siblings(old) == []
    actions.withdraw(made, by=SYSTEM, reason="wrong")
    made.refresh_from_db()
    assert siblings(made) == []


def commands(text):
    """The commands of a block, each as a shell splits it."""
    return [shlex.split(command) for command in text.replace("\\\n", " ").split("\n\n")]


def test_all_event_types_of_a_campaign_in_one_block_for_each_energy(collection):
    for kind in ("uubar", "mixed"):
        collection(f"MC16rd_proc16_{kind}_with_a_rather_long_name_4S_v1", mc(1), event_type=kind, **FACTS)
    collection("mixed_off_v1", mc(1), event_type="mixed", **FACTS | {"energy": "4S_offres"})
    collection("uubar_v1", mc(1), event_type="uubar", **FACTS | {"campaign": "MC15rd_b"})
    collection("uubar_test_v1", mc(1), event_type="uubar", published=False, **FACTS)
    made = campaign_blocks(ADVICE)
    assert [block["label"] for block in made] == [
        "All 2 of MC16rd_proc16 4S mdst",
        "All 1 of MC16rd_proc16 4S_offres mdst",
    ]
    found = commands(made[0]["text"])
    names = [command[2] for command in found]
    assert len(set(names)) == 2
    assert all(len(name) <= 32 for name in names)
    # the project is that of the collection it runs on, which people who copy by hand get wrong
    assert [("mixed" in command[2], "mixed" in command[6]) for command in found] == [(True, True), (False, False)]
    assert {command[4] for command in found} == {"release-08-00-00"}


def test_no_block_holds_a_dataset_twice(collection, django_assert_max_num_queries):
    """A chunk and all of a processing hold the same events; who pastes both counts them twice."""
    for kind, first in (("mixed", 1), ("uubar", 11)):
        collection(f"p_{kind}_Run1_v1", *map(mc, range(first, first + 4)), event_type=kind, **FACTS)
        chunk = collection(f"p_chunk1_{kind}_v1", mc(first), mc(first + 1), event_type=kind, **FACTS)
        collection(f"p_chunk2_{kind}_v1", mc(first + 2), event_type=kind, **FACTS)
    collection("p_charged_Run2_v1", mc(21), mc(1), event_type="charged", **FACTS)  # of another type: as it is written

    def names(text):
        return [command[6].rsplit("/", 1)[-1] for command in commands(text)]

    with django_assert_max_num_queries(6):
        made = campaign_blocks(ADVICE)
    assert [(block["label"], names(block["text"])) for block in made] == [
        ("All 3 of MC16rd_proc16 4S mdst", ["p_charged_Run2_v1", "p_mixed_Run1_v1", "p_uubar_Run1_v1"]),
        (
            "4 more of MC16rd_proc16 4S mdst, with datasets of those above",
            ["p_chunk1_mixed_v1", "p_chunk2_mixed_v1", "p_chunk1_uubar_v1", "p_chunk2_uubar_v1"],
        ),
    ]
    assert [str(row) for row in siblings(chunk)] == [
        *("p_charged_Run2_v1", "p_chunk1_mixed_v1", "p_chunk2_mixed_v1", "p_chunk1_uubar_v1", "p_chunk2_uubar_v1"),
    ]


def test_names_in_a_block_are_unique_even_where_their_collections_are_not(collection):
    collection("a.b", mc(1), event_type="uubar", **FACTS)
    collection("a_b", mc(1), event_type="mixed", **FACTS)
    collection("deep/a_b", mc(2), event_type="mixed", **FACTS)
    [block] = campaign_blocks(ADVICE)
    names = [command[2] for command in commands(block["text"])]
    assert len(set(names)) == 3
    assert "a_b" in names


def test_what_nobody_has_said_is_not_invented(collection, personas, as_persona):
    made = collection("mixed_v1", mc(1), campaign="MC15rd_b")
    page = as_persona("member").get(made.get_absolute_url()).content.decode()
    assert "-s RELEASE" in page
    assert "Nobody has said which release MC15rd_b recommends: put yours in place of RELEASE." in page
    assert "Nobody has said which global tags MC15rd_b uses: the steering file sets none." in page
    campaign = Campaign.objects.create(name="MC15rd_b", kind="mc_rd", recommended_release="light-2409-toyger")
    today = timezone.localdate()
    for names, period in ((["old"], (date(2020, 1, 1), today)), (["mcrd_x", "online"], (today, None))):
        TagChain.objects.create(campaign=campaign, names=names, period=DateRange(*period))
    page = unescape(as_persona("member").get(made.get_absolute_url()).content.decode())
    assert "-s light-2409-toyger" in page
    assert "Release light-2409-toyger is what MC15rd_b recommends. Global tags: the chain of MC15rd_b." in page
    assert (
        "basf2.conditions.prepend_globaltag('online')\nbasf2.conditions.prepend_globaltag('mcrd_x')  # looked up first"
        in page
    )
    dataset = made.members.get().dataset
    page = unescape(as_persona("member").get(dataset.get_absolute_url()).content.decode())
    assert "-s light-2409-toyger" in page


def test_a_skim_of_its_own_is_run_on_by_its_collections(collection, as_persona):
    skim = Skim.objects.create(code="14120601", name="BtoX")
    collection("b_v1", mc(1), skim_code="14120601", campaign="MC15rd_b", event_type="mixed")
    collection("c_v1", mc(1), skim_code="14120601", campaign="proc13")
    made = skim_blocks(["14120601"], {"proc13": Advice("proc13", "release-08-00-00")})
    assert [block["label"] for block in made] == ["MC15rd_b", "proc13"]
    assert commands(made[0]["text"])[0][4] == "RELEASE"
    assert commands(made[1]["text"])[0][4] == "release-08-00-00"
    page = as_persona("member").get(skim.get_absolute_url()).content.decode()
    assert "-i /belle/collection/MC/b_v1" in page
    assert "Nobody has said which release MC15rd_b, proc13 recommends" in page


def test_what_is_superseded_says_so_to_programs_and_readers(collection, as_persona, settings):
    old = collection("mixed_v1", mc(1))
    new = collection("mixed_v2", mc(1), mc(2))
    old.refresh_from_db()
    member = as_persona("member")
    for address in (f"/datasets/?collection={old.pk}&format=txt", f"/api/v1/datasets/?collection={old.pk}"):
        answer = member.get(address)
        assert answer["X-Superseded-By"] == new.path
        assert answer["Link"] == f'<{settings.BASE_URL}/collections/{new.pk}/>; rel="successor-version"'
    for address in (f"/datasets/?collection={new.pk}&format=txt", "/datasets/?format=txt", "/api/v1/datasets/"):
        assert "X-Superseded-By" not in member.get(address)
    assert "out of date: use" in member.get(f"/datasets/?collection={old.pk}").content.decode()
    rows = {row["id"]: row["superseded_by"] for row in member.get("/api/v1/collections/").json()["results"]}
    assert rows == {old.pk: new.path, new.pk: None}
    banner = member.get(old.get_absolute_url()).context["page"]["banners"][0].html
    assert f'Use <a href="/collections/{new.pk}/">mixed_v2</a> instead.' in banner


def test_a_block_that_is_cut_says_so_and_the_file_has_all(collection, as_persona, monkeypatch):
    monkeypatch.setattr("datasets.collections.running.MOST", 2)
    Campaign.objects.create(name="MC16rd_proc16", kind="mc_rd", recommended_release="release-08-00-00")
    kinds = ("charged", "mixed", "uubar")
    for kind in kinds:
        made = collection(f"{kind}_4S_v1", mc(1), event_type=kind, **FACTS)
    for kind in kinds[:2]:
        collection(f"{kind}_off_v1", mc(1), event_type=kind, **FACTS | {"energy": "4S_offres"})
    collection("no_type_4S_v1", mc(1), **FACTS)
    collection("test_4S_v1", mc(1), event_type="taupair", published=False, **FACTS)
    cut, whole = campaign_blocks(ADVICE)
    assert (cut["label"], len(commands(cut["text"]))) == ("First 2 of 3, MC16rd_proc16 4S mdst", 2)
    assert cut["link"] == "Download the commands for all 3"
    assert (whole["label"], "url" in whole) == ("All 2 of MC16rd_proc16 4S_offres mdst", False)
    own = blocks(made, ADVICE)[-1]
    assert {name: own[name] for name in ("label", "text", "link")} == {
        name: cut[name] for name in ("label", "text", "link")
    }
    assert as_persona("member").get(own["url"]).content == as_persona("member").get(cut["url"]).content
    answer = as_persona("member").get(cut["url"])
    assert answer["Content-Disposition"] == 'attachment; filename="commands.txt"'
    text = answer.content.decode()
    assert [command[6] for command in commands(text)] == [f"/belle/collection/MC/{kind}_4S_v1" for kind in kinds]
    assert {command[4] for command in commands(text)} == {"release-08-00-00"}
    assert text.startswith(cut["text"])
    page = unescape(as_persona("member").get(Campaign.objects.get().get_absolute_url()).content.decode())
    assert f'<a href="{cut["url"]}">Download the commands for all 3</a>' in page
    assert as_persona("member").get("/collections/commands/?energy=4S").status_code == 404


def test_what_shares_datasets_is_cut_alike_and_its_file_has_nothing_else(collection, as_persona, monkeypatch):
    monkeypatch.setattr("datasets.collections.running.MOST", 2)
    Campaign.objects.create(name="MC16rd_proc16", kind="mc_rd", recommended_release="release-08-00-00")
    kinds = ("charged", "mixed", "uubar")
    for number, kind in enumerate(kinds):
        collection(f"p_{kind}_Run1_v1", mc(number), mc(number + 10), event_type=kind, **FACTS)
        chunk = collection(f"p_chunk1_{kind}_v1", mc(number), event_type=kind, **FACTS)
    first, more = campaign_blocks(ADVICE)
    assert (more["label"], len(commands(more["text"])), more["link"]) == (
        *("First 2 of 3 more, MC16rd_proc16 4S mdst, with datasets of those above", 2),
        "Download the commands for all 3",
    )
    own = blocks(chunk, ADVICE)[-1]
    member = as_persona("member")
    for block, name in ((first, "Run1"), (more, "chunk1"), (own, "chunk1")):
        text = member.get(block["url"]).content.decode()
        wanted = [f"p_{name}_{kind}_v1" if name == "chunk1" else f"p_{kind}_{name}_v1" for kind in kinds]
        assert [command[6].rsplit("/", 1)[-1] for command in commands(text)] == wanted
        assert text.startswith(block["text"])
    assert member.get(more["url"].replace("layer=1", "layer=7")).content == b""
    assert member.get(more["url"].replace("layer=1", "layer=x")).status_code == 404


def test_the_collections_of_a_skim_are_cut_for_each_campaign(collection, as_persona, monkeypatch):
    monkeypatch.setattr("datasets.collections.running.MOST", 2)
    for number in range(3):
        collection(f"a{number}_v1", mc(1), skim_code="14120601", campaign="MC15rd_b")
    collection("b_v1", mc(1), skim_code="14120601", campaign="proc13")
    collection("c_v1", mc(1), skim_code="14120600", campaign="MC15rd_b")
    first, second = skim_blocks(["14120601"], {})
    assert (first["label"], second["label"]) == ("MC15rd_b, first 2 of 3", "proc13")
    text = as_persona("member").get(first["url"]).content.decode()
    assert [command[6][-5:] for command in commands(text)] == ["a0_v1", "a1_v1", "a2_v1"]
