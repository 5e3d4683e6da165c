"""The moves of a tag are those of the conditions database, and only the production takes them."""

import pytest

from datasets.globaltags import actions
from datasets.globaltags.choices import GOES_TO, TagState
from datasets.globaltags.lifecycle import GLOBAL_TAG
from datasets.globaltags.models import GlobalTag
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied

REOPEN = {"reason": "a payload is missing"}


def test_the_table_of_moves_is_what_the_database_allows():
    moves = {(TagState(before), TagState(move.target)) for move in GLOBAL_TAG.moves for before in move.source}
    assert moves == {(before, after) for before, states in GOES_TO.items() for after in states}
    assert moves == {
        ("OPEN", "TESTING"), ("OPEN", "RUNNING"), ("TESTING", "VALIDATED"), ("TESTING", "OPEN"),
        ("VALIDATED", "PUBLISHED"), ("VALIDATED", "OPEN"), ("PUBLISHED", "INVALID"),
    }  # fmt: skip


def test_a_published_tag_is_not_opened_again(db):
    tag = GlobalTag.objects.create(number=1, name="a", state="PUBLISHED")
    with pytest.raises(MoveRefused, match="cannot reopen: it is already published"):
        actions.MOVES["reopen"](tag, by=SYSTEM, reason="a mistake")
    assert GlobalTag.objects.get().state == "PUBLISHED"


def test_the_way_to_publication_and_out_of_use(tag):
    made = tag("a", ("M", 1, 0, 0, -1, -1))
    for name, state in (("test", "TESTING"), ("validate", "VALIDATED"), ("publish", "PUBLISHED")):
        actions.MOVES[name](made, by=SYSTEM)
        assert made.state == state
    assert GlobalTag.objects.get().complete
    with pytest.raises(MoveRefused, match="a reason is needed"):
        actions.MOVES["invalidate"](made, by=SYSTEM)
    actions.MOVES["invalidate"](made, by=SYSTEM, reason="wrong magnetic field")
    assert GlobalTag.objects.get().state == "INVALID"


def test_who_moves_a_tag(tag, personas, as_persona):
    made = tag("a")
    with pytest.raises(Denied):
        actions.MOVES["test"](made, by=personas["member"])
    address = f"/globaltags/{made.pk}/test/"
    assert as_persona("member").post(address).status_code == 403
    assert "Submit for testing" not in as_persona("member").get(made.get_absolute_url()).content.decode()
    manager = as_persona("manager")
    assert "Submit for testing" in manager.get(made.get_absolute_url()).content.decode()
    assert manager.post(address).status_code == 302
    assert GlobalTag.objects.get().state == "TESTING"
    history = manager.get(f"{made.get_absolute_url()}?tab=history").content.decode()
    assert "testing" in history


def test_the_api_refuses_a_move_that_does_not_go(tag, as_persona):
    made = tag("a", state="PUBLISHED")
    answer = as_persona("manager").post(
        f"/api/v1/globaltags/{made.pk}/moves/reopen/", REOPEN, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["detail"]) == (409, "cannot reopen: it is already published")
