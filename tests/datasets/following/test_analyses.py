"""An analysis declares what it uses, and ends."""

import pytest

from datasets.following.analyses import actions
from datasets.following.models import Analysis, Use
from portal.lifecycle import MoveRefused
from portal.policy import Denied
from tests.datasets.conftest import mc


@pytest.fixture
def analysis(personas):
    return actions.declare("B to  K* gamma\n", by=personas["member"], paper=" arXiv:0000.00000 ")


def test_its_contact_is_who_declares_it(analysis, personas):
    assert (analysis.title, analysis.contact, analysis.paper) == (
        "B to K* gamma",
        personas["member"],
        "arXiv:0000.00000",
    )
    with pytest.raises(Denied):
        actions.declare("Mine", by=personas["applicant"])


def test_two_of_one_title_are_two_only_for_different_contacts(analysis, personas):
    with pytest.raises(MoveRefused, match="title: you have declared"):
        actions.declare("B to K* gamma", by=personas["member"])
    actions.declare("B to K* gamma", by=personas["delegate"])
    other = actions.declare("Other", by=personas["member"])
    with pytest.raises(MoveRefused, match="title: "):
        actions.edit(other, by=personas["member"], title="B to K* gamma")
    assert Analysis.objects.count() == 3


def test_it_uses_this_version_and_nothing_twice(analysis, personas, collection):
    used = collection("mixed_v1", mc(1))
    for _ in range(2):
        actions.use(analysis, used, by=personas["member"])
    actions.use(analysis, used.members.get().dataset, by=personas["member"])
    assert [str(row) for row in Use.objects.order_by("pk")] == ["mixed_v1", mc(1)]
    actions.drop(Use.objects.first(), by=personas["member"])
    assert Use.objects.count() == 1


def test_nobody_speaks_for_the_analysis_of_another(analysis, personas, collection):
    used = collection("mixed_v1", mc(1))
    row = actions.use(analysis, used, by=personas["member"])
    for persona in ("delegate", "manager", "administrator"):
        for verb in (
            lambda by: actions.use(analysis, used, by=by),
            lambda by: actions.edit(analysis, by=by, title="Mine"),
            lambda by: actions.end(analysis, by=by),
            lambda by: actions.drop(row, by=by),
        ):
            with pytest.raises(Denied):
                verb(personas[persona])
    assert Analysis.objects.get().title == "B to K* gamma"


def test_what_has_ended_uses_nothing_more(analysis, personas, collection):
    actions.end(analysis, by=personas["member"])
    assert analysis.ended_on is not None
    with pytest.raises(MoveRefused, match="ended"):
        actions.use(analysis, collection("mixed_v1", mc(1)), by=personas["member"])
    with pytest.raises(MoveRefused, match="already"):
        actions.end(analysis, by=personas["member"])
