"""What stands under "Run on it"."""

from datasets.collections import actions
from datasets.collections.running import blocks, siblings
from datasets.skims.models import Skim
from portal.policy import SYSTEM
from tests.datasets.conftest import mc

FACTS = {"campaign": "MC16rd_proc16", "energy": "4S", "data_level": "mdst"}


def labels(made):
    return [block["label"] for block in blocks(made, "release-08-00-00")]


def test_the_command_names_the_collection(collection):
    made = collection("mixed_v1", mc(1))
    [command, frame, given] = blocks(made, "release-08-00-00")
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
    text = blocks(flagged, "r")[1]["text"]
    cuts = [line for line in text.splitlines() if "applyEventCuts" in line]
    assert [line.startswith("# or ") for line in cuts] == [False, True]
    assert ["DstToD0Pi" in cuts[0], "XToD0" in cuts[1], "f_charm_p1" in text] == [True, True, False]
    assert "applyEventCuts" not in blocks(own, "r")[1]["text"]


def test_the_campaign_in_one_block_has_what_differs_in_type_alone(collection):
    made = collection("uubar_4S_v1", mc(1), event_type="uubar", **FACTS)
    collection("mixed_4S_v1", mc(1), event_type="mixed", **FACTS)
    collection("mixed_off_v1", mc(1), event_type="mixed", **FACTS | {"energy": "4S_offres"})
    collection("mixed_skim_v1", mc(1), event_type="mixed", skim_code="14120601", **FACTS)
    collection("charged_4S_v1", mc(1), event_type="charged", published=False, **FACTS)
    old = collection("ddbar_4S_v1", mc(1), event_type="ddbar", **FACTS)
    collection("ddbar_4S_v2", mc(1), event_type="ddbar", **FACTS)
    assert [str(row) for row in siblings(made)] == ["ddbar_4S_v2", "mixed_4S_v1", "uubar_4S_v1"]
    text = blocks(made, "release-08-00-00")[-1]["text"]
    assert [line.split()[1] for line in text.splitlines() if "-i" in line] == [
        f"/belle/collection/MC/{name}" for name in ("ddbar_4S_v2", "mixed_4S_v1", "uubar_4S_v1")
    ]
    old.refresh_from_db()
    assert siblings(old) == []
    actions.withdraw(made, by=SYSTEM, reason="wrong")
    made.refresh_from_db()
    assert siblings(made) == []
