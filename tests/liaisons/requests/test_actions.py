"""Every move: from which state, by whom, with which facts and mails; and nothing else."""

import pytest
from django.utils import timezone

from datasets.catalogue.models import Dataset
from liaisons.requests import actions
from liaisons.requests.choices import RequestState
from liaisons.requests.lifecycle import REQUEST
from liaisons.requests.models import SignalRequest
from members.groups.models import Appointment
from members.people.models import Person
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.periods import Period
from portal.policy import Denied

ROLES = (
    *("outsider", "applicant", "member", "delegate", "convener", "liaison", "second_liaison", "other_liaison"),
    *("manager", "second_manager", "secretary", "administrator"),
)
OWN_LIAISONS = {"liaison", "second_liaison"}
MANAGERS = {"manager", "second_manager"}
MOVES = {
    "submit": ({"draft", "returned"}, "submitted", OWN_LIAISONS),
    "accept": ({"submitted"}, "accepted", MANAGERS),
    "return": ({"submitted"}, "returned", MANAGERS),
    "start": ({"accepted"}, "producing", MANAGERS),
    "finish": ({"producing"}, "done", MANAGERS),
    "cancel": ({"draft", "submitted", "returned", "accepted"}, "cancelled", OWN_LIAISONS),
    "stop": ({"accepted", "producing"}, "cancelled", MANAGERS),
}


def carry_out(move, filed, by, dataset):
    if move == "start":
        actions.start(filed, by=by, production=51234)
    elif move == "finish":
        actions.finish(filed, by=by, datasets=[Dataset.objects.first() or dataset()])
    else:
        verb = {"return": "send_back"}.get(move, move)
        getattr(actions, verb)(filed, by=by, reason="Because.")


def mails():
    """(to, subject) of what the outbox holds, in order."""
    return [
        (effect.payload["to"], effect.payload["subject"])
        for effect in Effect.objects.filter(kind="mail").order_by("pk")
    ]


@pytest.mark.parametrize("state", RequestState.values)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_leaves_only_its_states_and_only_by_those_who_may(cast, ask, dataset, state, move):
    sources, target, able = MOVES[move]
    filed = ask(state)
    before = SignalRequest.objects.filter(pk=filed.pk).values().get()
    for role in ROLES:
        if state in sources and role in able:
            done = ask(state)
            carry_out(move, done, getattr(cast, role), dataset)
            assert SignalRequest.objects.get(pk=done.pk).state == target
            continue
        with pytest.raises(Denied if state in sources else MoveRefused):
            carry_out(move, filed, getattr(cast, role), dataset)
        assert SignalRequest.objects.filter(pk=filed.pk).values().get() == before


def test_the_table_of_moves_is_the_one_tested():
    declared = {move.name: ({*move.source}, str(move.target)) for move in REQUEST.moves}
    assert declared == {name: (sources, target) for name, (sources, target, _) in MOVES.items()}


@pytest.mark.parametrize("role", ROLES)
def test_only_liaisons_file_and_only_for_the_own_group(cast, fields, group, other_group, role):
    user = getattr(cast, role)
    own = {group} if role in OWN_LIAISONS else {other_group} if role == "other_liaison" else set()
    for wanted in (group, other_group):
        if wanted in own:
            assert actions.file(by=user, **(fields | {"group": wanted})).state == "draft"
            continue
        with pytest.raises(Denied, match="only liaisons of the working group may"):
            actions.file(by=user, **(fields | {"group": wanted}))
    assert SignalRequest.objects.count() == len(own)


@pytest.mark.parametrize("state", RequestState.values)
def test_only_drafts_and_returned_requests_are_edited_and_only_by_own_liaisons(cast, ask, state):
    filed = ask(state)
    for role in ROLES:
        wanted = None
        if state not in ("draft", "returned"):
            wanted = MoveRefused
        elif role not in OWN_LIAISONS:
            wanted = Denied
        if wanted is None:
            revision = SignalRequest.objects.get(pk=filed.pk).revision
            actions.edit(filed, by=getattr(cast, role), revision=revision, events=revision + 7)
            filed.refresh_from_db()
            assert (filed.events, filed.revision, filed.state) == (revision + 7, revision + 1, state)
        else:
            with pytest.raises(wanted):
                actions.edit(filed, by=getattr(cast, role), revision=filed.revision, events=1)
            assert SignalRequest.objects.get(pk=filed.pk).events != 1


def test_a_request_is_not_given_to_a_group_of_others(cast, ask, other_group, group):
    filed = ask()
    with pytest.raises(Denied):
        actions.edit(filed, by=cast.liaison, revision=0, group=other_group)
    assert SignalRequest.objects.get(pk=filed.pk).group == group


def test_two_who_edit_from_the_same_form_do_not_overwrite_each_other(cast, ask):
    filed = ask()
    other = SignalRequest.objects.get(pk=filed.pk)
    actions.edit(filed, by=cast.liaison, revision=0, events=5)
    with pytest.raises(MoveRefused, match="somebody else edited it since you opened the form; nothing was changed"):
        actions.edit(other, by=cast.second_liaison, revision=0, events=6)
    assert SignalRequest.objects.get(pk=filed.pk).events == 5


def test_the_post_of_today_counts_not_that_of_the_day_of_filing(cast, ask, group):
    filed = ask()
    Appointment.objects.filter(person__user=cast.liaison).update(
        period=Period(timezone.localdate().replace(year=2020), timezone.localdate())
    )
    with pytest.raises(Denied):
        actions.submit(filed, by=cast.liaison)
    actions.submit(filed, by=cast.second_liaison)
    assert filed.state == "submitted"


@pytest.mark.parametrize(
    ("header", "name", "says"),
    [
        ({"EventType": "1110021001"}, "1110021000.dec",
         "the decay file has an error, line 1: The file is named 1110021000, its header says 1110021001"),
        ({"EventType": ""}, "words.dec", "words.dec has no event type, so no dataset could be named after it"),
    ],
)  # fmt: skip
def test_what_has_errors_is_not_submitted(cast, ask, keep, decay, header, name, says):
    filed = ask(decay_file=keep(decay(**header), name))
    with pytest.raises(MoveRefused) as refused:
        actions.submit(filed, by=cast.liaison)
    assert str(refused.value) == f"cannot submit: {says}"
    assert (SignalRequest.objects.get(pk=filed.pk).state, mails()) == ("draft", [])
    with pytest.raises(Denied):  # who may not submit is told that, and not what is wrong
        actions.submit(filed, by=cast.member)


@pytest.mark.parametrize(("state", "word"), [("done", "done"), ("obsolete", "obsolete")])
def test_nothing_is_asked_of_a_campaign_that_is_over(cast, ask, campaign, state, word):
    filed = ask()
    campaign.state = state
    campaign.save()
    with pytest.raises(MoveRefused, match=f"cannot submit: the campaign MC16rd_proc16 is {word}"):
        actions.submit(filed, by=cast.liaison)


def test_warnings_do_not_stop_a_request(cast, ask, keep, decay):
    filed = ask(decay_file=keep(decay(Tested="No", Date="soon")))
    actions.submit(filed, by=cast.liaison)
    assert filed.state == "submitted"


@pytest.mark.parametrize(("move", "state"), [("return", "submitted"), ("cancel", "draft"), ("stop", "producing")])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_reason_is_needed(cast, ask, move, state, reason):
    filed = ask(state)
    verb = {"return": actions.send_back, "cancel": actions.cancel, "stop": actions.stop}[move]
    with pytest.raises(MoveRefused, match="say why: a reason is needed"):
        verb(filed, by=cast.liaison if move == "cancel" else cast.manager, reason=reason)
    assert SignalRequest.objects.get(pk=filed.pk).state == state


def test_a_request_is_done_with_datasets_only(cast, ask, dataset):
    filed = ask("producing")
    with pytest.raises(MoveRefused, match="no dataset is named"):
        actions.finish(filed, by=cast.manager, datasets=[])
    results = [dataset(run=2), dataset(run=1)]
    actions.finish(filed, by=cast.manager, datasets=results, reason="All of it.")
    filed.refresh_from_db()
    assert (filed.state, filed.production, filed.closed_at is not None) == ("done", 51234, True)
    assert set(filed.datasets.all()) == set(results)


def test_the_managers_hear_of_a_submission_and_of_each_one_anew(cast, ask):
    filed = ask("returned")
    actions.submit(filed, by=cast.second_liaison)
    subject = f"Signal MC to decide: #{filed.pk} B0 → K*0 γ for MC16rd"
    asked = [(to, said) for to, said in mails() if said == subject]
    assert asked == [("manager@lab.example", subject), ("second_manager@lab.example", subject)] * 2


@pytest.mark.parametrize(
    ("state", "subject", "holds"),
    [
        ("returned", "Returned: {0}", "Ten million are too many."),
        ("accepted", "Accepted: {0}", "Manager Tester accepted the signal-MC request"),
        ("done", "Done: {0}", "/1110021000/mdst"),
    ],
)
def test_the_liaison_hears_of_each_decision(cast, ask, state, subject, holds):
    filed = ask(state)
    last = Effect.objects.order_by("pk").last()
    assert (last.payload["to"], last.payload["subject"]) == ("liaison@lab.example", subject.format(filed))
    assert holds in last.payload["text"]
    assert f"/requests/{filed.pk}/" in last.payload["text"]


def test_who_stopped_a_production_says_so_to_the_liaison(cast, ask):
    filed = ask("producing")
    actions.stop(filed, by=cast.manager, reason="The background files are broken.")
    last = Effect.objects.order_by("pk").last()
    assert (last.payload["to"], last.payload["subject"]) == ("liaison@lab.example", f"Stopped: {filed}")
    assert "The background files are broken." in last.payload["text"]


def test_when_the_liaison_has_left_the_post_the_present_ones_hear(cast, ask):
    filed = ask("submitted")
    Appointment.objects.filter(person__user=cast.liaison).delete()
    actions.accept(filed, by=cast.manager)
    assert mails()[-1] == ("second_liaison@lab.example", f"Accepted: {filed}")


def test_without_a_manager_the_office_hears(cast, ask, settings):
    settings.PORTAL_OFFICE_EMAIL = "office@lab.example"
    filed = ask()
    Person.objects.filter(user__username__in=["manager", "second_manager"]).update(email="")
    actions.submit(filed, by=cast.liaison)
    assert [to for to, _ in mails()] == ["office@lab.example"]


def test_a_move_that_is_refused_sends_nothing(cast, ask):
    filed = ask("accepted")
    before = mails()
    with pytest.raises(MoveRefused, match="cannot accept: it is already accepted"):
        actions.accept(filed, by=cast.second_manager)
    assert mails() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_remark_is_for_both_sides_only(cast, ask, role):
    filed = ask("submitted")
    if role in OWN_LIAISONS | MANAGERS:
        actions.remark(filed, by=getattr(cast, role), text="  Can this wait? ")
        assert filed.remarks.get().text == "Can this wait?"
    else:
        with pytest.raises(Denied):
            actions.remark(filed, by=getattr(cast, role), text="Hello")
        assert not filed.remarks.exists()


def test_a_remark_reaches_the_others_and_not_oneself(cast, ask):
    filed = ask("submitted")
    Effect.objects.all().delete()
    actions.remark(filed, by=cast.manager, text="Which photons?")
    actions.remark(filed, by=cast.liaison, text="The hard ones.")
    assert [to for to, _ in mails()] == [
        *("liaison@lab.example", "second_manager@lab.example"),
        *("manager@lab.example", "second_manager@lab.example"),
    ]


def test_nobody_outside_the_group_hears_of_a_draft(cast, ask):
    filed = ask()
    actions.remark(filed, by=cast.second_liaison, text="Too many events?")
    assert [to for to, _ in mails()] == ["liaison@lab.example"]


def test_history_tells_who_when_and_why(cast, ask):
    filed = ask("returned")
    said = [(entry.verb, entry.who, entry.reason) for entry in entries(filed)]
    assert said == [
        ("return", "Manager Tester", "Ten million are too many."),
        ("submit", "Liaison Tester", ""),
        ("file", "Liaison Tester", ""),
    ]
