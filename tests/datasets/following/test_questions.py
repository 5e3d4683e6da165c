"""The question before a collection leaves use says who relies on it."""

import pytest

from datasets.following.analyses import actions as analyses
from datasets.following.models import Analysis
from datasets.following.panels import NAMED, concerned
from tests.datasets.conftest import mc

NOBODY = "No analysis has declared that it uses mixed_v1, and nobody follows it."


@pytest.fixture
def relied_on(personas, collection, uses, follows):
    """A version that two analyses use, one with it; a third has ended."""
    made = collection("mixed_v1", mc(1))
    other = collection("charged_v1", mc(2))
    uses(personas["member"], "A <b>search</b>", collection=made)
    uses(personas["member"], "A width", collection=made)
    uses(personas["member"], "Of another", collection=other)
    uses(personas["member"], "Over", collection=made)
    analyses.end(Analysis.objects.get(title="Over"), by=personas["member"])
    for name in ("member", "manager"):
        follows(personas[name], data_type="mc", family="mixed")
    follows(personas["manager"], data_type="mc", family="charged")
    return made


WORDS = "2 analyses use mixed_v1 (“A &lt;b&gt;search&lt;/b&gt;”, “A width”), and 2 people follow it."


def test_a_withdrawal_names_who_uses_it_on_the_page_and_without_scripts(manager, relied_on):
    warning = "It is not possible to take this back."
    for address in (f"/collections/{relied_on.pk}/", f"/collections/{relied_on.pk}/withdraw/"):
        assert f"{warning} {WORDS}" in manager.get(address).content.decode()


def test_a_publication_names_who_uses_what_it_supersedes(manager, collection, relied_on):
    second = collection("mixed_v2", mc(1), mc(3), published=False)
    words = f"It supersedes mixed_v1. {WORDS}"
    for address in (f"/collections/{second.pk}/checks/", f"/collections/{second.pk}/publish/"):
        assert words in manager.get(address).content.decode()
    question = manager.post("/collections/", {"bulk": "publish", "pk": [second.pk]}).content.decode()
    assert words in question
    first = collection("ccbar_v1", mc(4), published=False)
    assert "supersedes" not in manager.get(f"/collections/{first.pk}/checks/").content.decode()


def test_nobody_is_said_too(personas, collection, follows):
    made = collection("mixed_v1", mc(1))
    assert concerned(made, personas["manager"]) == NOBODY
    follows(personas["member"], data_type="mc", family="mixed")
    assert concerned(made, personas["manager"]) == "1 person follows mixed_v1."


def test_analyses_have_no_names_for_who_may_not_see_them(personas, relied_on):
    assert concerned(relied_on, personas["applicant"]) == "2 analyses use mixed_v1, and 2 people follow it."


def test_many_analyses_are_counted(personas, collection, uses):
    made = collection("mixed_v1", mc(1))
    for number in range(NAMED + 2):
        uses(personas["member"], f"Analysis {number:02}", collection=made)
    said = concerned(made, personas["manager"])
    assert said.startswith(f"{NAMED + 2} analyses use mixed_v1 (“Analysis 00”, ")
    assert said.endswith(f"“Analysis {NAMED - 1:02}” and 2 more).")
