"""The requests in the tables: what the verbs would have made of them, at the time of the story."""

from collections import Counter

import pytest
from django.utils import timezone

from datasets.demo.load import generated as catalogue
from liaisons.decayfiles.models import DERIVED, DecayFile
from liaisons.demo import requests
from liaisons.models import Remark, SignalRequest
from liaisons.requests.actions import obstacle, send_back
from liaisons.requests.choices import RequestState
from liaisons.requests.lifecycle import REQUEST
from liaisons.requests.queries import returned_to, timeline, to_decide
from members.demo.load import generated, people
from portal.accounts.models import User

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def story(loaded):
    return requests.generate(generated(TODAY), catalogue(TODAY))


def persona(key: str) -> User:
    return User.objects.get(demo_label=generated(TODAY).persona(key).label)


def _rows() -> dict[tuple, SignalRequest]:
    """By title and instant, which are together unique."""
    found = SignalRequest.objects.select_related("group", "campaign", "decay_file", "filed_by__person")
    return {(row.title, row.created_at): row for row in found}


def test_a_request_is_kept_as_generated(story):
    rows, by_key = _rows(), people(TODAY)
    assert len(rows) == len(story.requests) == 120
    for told in story.requests:
        row = rows[told.title, told.created_at]
        assert (row.group.code, row.campaign.name, row.events) == (told.group, told.campaign, told.events)
        assert (row.state, row.production, row.priority) == (told.state, told.production, told.priority)
        assert (row.submitted_at, row.closed_at) == (told.submitted_at, told.closed_at)
        assert row.filed_by.person == by_key[told.filed_by]
        assert sorted(row.datasets.values_list("path", flat=True)) == sorted(told.datasets)


def test_decay_files_are_read_as_an_upload_is(story):
    files = {file.key: file for file in story.decay_files}
    rows = _rows()
    assert DecayFile.objects.count() == len(files)
    for told in story.requests:
        row = rows[told.title, told.created_at].decay_file
        written = files[told.decay_file]
        assert bytes(row.content) == written.text.encode()
        assert row.event_type == written.event_type
        again = DecayFile.of(written.text.encode(), written.file_name)
        assert row.sha256 == again.sha256
        assert [getattr(row, name) for name in DERIVED] == [getattr(again, name) for name in DERIVED]
        assert row.uploaded_at == told.created_at


def test_the_timeline_shows_every_step_with_who_when_and_why(story):
    rows, by_key = _rows(), people(TODAY)
    for told in story.requests:
        shown = [entry for entry in timeline(rows[told.title, told.created_at])[::-1] if entry["verb"] != "Edited"]
        steps = [(told.created_at, "Filed", by_key[told.filed_by].full_name, "")]
        words = {"submit": "Submitted", "accept": "Accepted", "return": "Returned", "start": "Production started"}
        words |= {"finish": "Closed as done", "cancel": "Cancelled"}
        steps += [(step.at, words[step.verb], by_key[step.by].full_name, step.reason) for step in told.steps]
        steps += [(remark.at, "Remark", by_key[remark.by].full_name, remark.text) for remark in told.remarks]
        assert [(one["at"], one["verb"], one["who"], one["reason"]) for one in shown] == sorted(steps)


def test_what_came_back_for_its_size_was_edited_before_it_was_submitted_again(story):
    rows = _rows()
    smaller = [row for row in story.requests if row.asked_at_first != row.events]
    assert smaller
    for told in smaller:
        row = rows[told.title, told.created_at]
        edited = next(entry for entry in timeline(row) if entry["verb"] == "Edited")
        assert edited["changes"] == [("events", str(told.asked_at_first), str(told.events))]
        assert row.revision == 1


def test_nothing_was_submitted_that_could_not_be(story):
    """The rule of today holds for the past: a file with errors stays a draft."""
    files = Counter()
    for row in SignalRequest.objects.select_related("decay_file", "campaign"):
        files[row.state, bool(row.decay_file.errors)] += 1
    assert {state for (state, wrong), _ in files.items() if wrong} == {RequestState.DRAFT}
    assert not [
        row
        for row in SignalRequest.objects.filter(state=RequestState.RETURNED).select_related("decay_file", "campaign")
        if obstacle(row)
    ]


def test_the_personas_have_something_to_do(story):
    liaison, manager = persona("liaison"), persona("manager")
    assert returned_to(liaison).count() >= 1
    assert to_decide(manager).count() == 14
    request = to_decide(manager).first()
    assert {"accept", "return"} <= {offer.name for offer in REQUEST.offered(request, manager) if offer.allowed}
    send_back(request, by=manager, reason="Please give the reason.")
    assert timeline(request)[0]["reason"] == "Please give the reason."


def test_remarks_have_the_instants_of_the_story(story):
    said = sorted((remark.at, remark.text) for row in story.requests for remark in row.remarks)
    assert sorted(Remark.objects.values_list("at", "text")) == said
