"""What a person handed in and said about signal-MC requests is told; only unseen drafts go with an erasure."""

import pytest
from django.db import connection

from liaisons import personal
from liaisons.requests import actions
from liaisons.requests.models import Remark, SignalRequest
from members.people.models import Person
from members.privacy import collecting
from tests.liaisons.requests.conftest import ask, dataset, fields

__all__ = ["ask", "dataset", "fields"]  # fixtures


def person(cast, role="liaison"):
    return Person.objects.get(user=getattr(cast, role))


def told(who):
    return dict(personal.collect(who))


def test_requests_remarks_and_files_of_the_own_accounts_and_nobody_elses(cast, ask):
    request = ask("submitted", title="Mine")
    actions.remark(request, by=cast.manager, text="Which generator?")
    actions.remark(request, by=cast.liaison, text="EvtGen, as before.")
    found = told(person(cast))
    assert [(row["Request"], row["State"]) for row in found["Signal-MC requests"]] == [(str(request), "submitted")]
    assert [row["Text"] for row in found["Remarks on signal-MC requests"]] == ["EvtGen, as before."]
    assert [row["File"] for row in found["Decay files handed in"]] == [str(request.decay_file)]
    assert [len(rows) for rows in told(person(cast, "convener")).values()] == [0, 0, 0, 0]


def test_records_that_were_merged_over_several_steps_are_the_person(cast, ask):
    ask("submitted")
    first, last = person(cast), person(cast, "convener")
    middle = Person.objects.create(family_name="Middle", merged_into=last)
    third = Person.objects.create(family_name="Third", merged_into=middle)
    Person.objects.filter(pk=first.pk).update(merged_into=third)
    assert len(told(last)["Signal-MC requests"]) == 1


def test_a_file_of_somebody_else_that_names_the_address_is_told(cast, keep, decay):
    keep(decay(Responsible="The Member", Email="Member@Lab.example"), "1110021001.dec")
    keep(decay(Email="other.member@lab.example"), "1110021002.dec")
    found = told(person(cast, "member"))["Decay files that name your address"]
    assert [row["Responsible"] for row in found] == ["The Member"]


@pytest.mark.parametrize(
    ("state", "stays"), [("draft", False), ("submitted", True), ("returned", True), ("done", True)]
)
def test_only_drafts_that_nobody_saw_go(cast, ask, state, stays):
    ask(state, title="Unseen words")
    went = personal.erase(person(cast), cast.secretary, "asked")
    assert went == {"drafts of signal-MC requests": 0 if stays else 1}
    assert SignalRequest.objects.exists() is stays
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM liaisons_signalrequestevent WHERE title = 'Unseen words'")
        assert (cursor.fetchone()[0] > 0) is stays


def test_the_draft_of_somebody_else_and_one_with_a_remark_stay(cast, ask):
    assert personal.erase(person(cast, "second_liaison"), cast.secretary, "asked") == {
        "drafts of signal-MC requests": 0
    }
    Remark.objects.create(request=ask("draft"), by=cast.second_liaison, text="I looked at it.")
    assert personal.erase(person(cast), cast.secretary, "asked") == {"drafts of signal-MC requests": 0}
    assert SignalRequest.objects.count() == 1


def test_they_are_part_of_all_data_and_not_named_again_in_short(cast, ask):
    request = ask("submitted")
    found = dict(collecting.sections(person(cast)))
    assert [row["Request"] for row in found["Signal-MC requests"]] == [str(request)]
    assert not [row for row in found["Named in other records"] if "signal" in row["Record"] or "decay" in row["Record"]]
