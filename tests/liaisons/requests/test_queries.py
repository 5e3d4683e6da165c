"""Warnings, and the one timeline that both sides read."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaisons.requests import actions, queries
from liaisons.requests.models import SignalRequest


def test_a_repetition_in_the_campaign_is_named(cast, ask, keep, decay, campaign):
    first = ask("submitted")
    again = ask(decay_file=keep(decay(Tested="No")))  # another file of the same event type
    (warned,) = queries.warnings(cast.liaison, again.decay_file, campaign, again.pk)
    assert (warned.words, warned.about) == ("Event type 1110021000 is already requested in MC16rd_proc16:", (first,))


def test_no_repetition_with_itself_with_cancelled_ones_or_in_another_campaign(cast, ask, campaign):
    from datasets.campaigns.models import Campaign

    other = Campaign.objects.create(name="MC16ri_run2", kind="mc_ri", state="running")
    ask("cancelled")
    ask("done", campaign=other)
    filed = ask()
    assert queries.warnings(cast.liaison, filed.decay_file, campaign, filed.pk) == []
    assert queries.warnings(cast.liaison, filed.decay_file, None) == []


def test_a_draft_of_another_group_stays_its_secret(cast, ask, campaign):
    filed = ask()
    assert queries.warnings(cast.other_liaison, filed.decay_file, campaign) == []
    assert [warned.about for warned in queries.warnings(cast.second_liaison, filed.decay_file, campaign)] == [(filed,)]


def test_a_shared_nickname_is_named(cast, keep, decay, campaign):
    first = keep()
    second = keep(decay(EventType="1110021001"), "1110021001.dec")
    (warned,) = queries.warnings(cast.liaison, second, campaign)
    assert (warned.words, warned.about) == (
        "The nickname Bd_Kst0gamma_test is also that of other event types:",
        (first,),
    )


def test_a_companion_that_is_not_handed_in_is_named(cast, keep, decay, campaign):
    raw = decay().replace(b"K*0sig gamma SVP_HELAMP 1.0 0.0 1.0 0.0;", b"K+ pi- pi0 GENERIC_DALITZ kpipi0.xml;")
    file = keep(raw)
    assert queries.warnings(cast.liaison, file, campaign)[-1].words == (
        "The decay reads kpipi0.xml, which is not handed in yet."
    )


def test_the_timeline_tells_moves_edits_and_remarks_newest_first(cast, ask):
    filed = ask("returned")
    actions.remark(filed, by=cast.manager, text="Two million would do.")
    actions.edit(filed, by=cast.second_liaison, revision=0, events=1_000_000)
    actions.submit(filed, by=cast.liaison)
    actions.accept(filed, by=cast.manager)
    actions.start(filed, by=cast.second_manager, production=51234, reason="Tonight.")
    told = [(entry["verb"], entry["who"], entry["reason"], entry["changes"]) for entry in queries.timeline(filed)]
    assert told == [
        ("Production started", "Second manager Tester", "Tonight.", [("production", "", "51234")]),
        ("Accepted", "Manager Tester", "", []),
        ("Submitted", "Liaison Tester", "", []),
        ("Edited", "Second liaison Tester", "", [("events", "2000000", "1000000")]),
        ("Remark", "Manager Tester", "Two million would do.", []),
        ("Returned", "Manager Tester", "Ten million are too many.", []),
        ("Submitted", "Liaison Tester", "", []),
        ("Filed", "Liaison Tester", "", []),
    ]


def test_what_waits(cast, ask):
    first, second = ask("submitted"), ask("submitted")
    returned = ask("returned")
    ask("accepted")
    assert list(queries.to_decide(cast.manager)) == [first, second]
    assert list(queries.returned_to(cast.liaison)) == [returned]
    for role in ("member", "other_liaison", "outsider"):
        assert not queries.to_decide(getattr(cast, role)).exists()
        assert not queries.returned_to(getattr(cast, role)).exists()


def test_reading_the_timeline_costs_the_same_however_long_it_is(cast, ask):
    filed = ask("submitted")

    def cost():
        actions.remark(filed, by=cast.manager, text="More?")
        actions.remark(filed, by=cast.liaison, text="No.")
        with CaptureQueriesContext(connection) as seen:
            queries.timeline(SignalRequest.objects.get(pk=filed.pk))
        return len(seen)

    assert cost() == cost() == cost()
