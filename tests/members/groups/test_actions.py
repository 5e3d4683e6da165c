"""The verbs of groups and posts: who may, what is refused, and what permissions follow on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.groups import actions, policy
from members.groups.models import Appointment, Group, Nomination
from members.people.policy import is_office
from portal.accounts.models import User
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import SYSTEM, Denied, facts, may
from portal.policy.facts import forget

DAY = timedelta(days=1)
SINCE = date(2020, 1, 1)


def refused(verb, *args, **kwargs):
    """The words of the refusal; nothing may have changed."""
    before = (list(Appointment.objects.values()), list(Group.objects.values()), list(Nomination.objects.values()))
    with pytest.raises(MoveRefused) as refusal:
        verb(*args, **kwargs)
    after = (list(Appointment.objects.values()), list(Group.objects.values()), list(Nomination.objects.values()))
    assert before == after
    return str(refusal.value)


def test_an_appointment_from_tomorrow_permits_nothing_today(world, organisation, ida):
    office = Group.objects.get(code="office")
    organisation.appoint(ida, "secretary", group=office, since=world.today + DAY)
    assert facts(world.user("ida"))["posts"] == frozenset()
    assert not may(world.user("ida"), policy.SET_UP)
    organisation.appoint(ida, "deputy", group=office, until=world.today + DAY)
    assert is_office.test(world.user("ida"), None)


def test_ending_takes_the_permission_away_at_once(world, organisation, ida, visit):
    row = organisation.appoint(ida, "secretary", group=Group.objects.get(code="office"), since=world.today - 9 * DAY)
    client = visit("ida")
    assert client.get("/groups/new/").status_code == 200
    actions.end(row, by=world.user("office"), until=world.today, reason="moved on")
    assert client.get("/groups/new/").status_code == 403
    assert [entry.verb for entry in entries(row)] == ["end", "appoint"]
    assert facts(world.user("ida"))["posts"] == frozenset()


def test_a_post_in_a_group_that_is_over_permits_nothing(world, organisation):
    Group.objects.filter(pk=organisation.skims.pk).update(period=Period(SINCE, world.today))
    assert facts(world.user("convener"))["leads"] == frozenset()


@pytest.mark.parametrize(
    ("who", "group", "post", "able"),
    [
        ("office", "board", "chair", True),
        ("chair", "board", "chair", False),  # not the own post
        ("chair", "board", "secretary", True),
        ("chair", "production", "manager", True),
        ("chair", "skims", "convener", True),  # two levels below
        ("manager", "production", "manager", False),
        ("manager", "production", "deputy", True),
        ("manager", "skims", "convener", True),
        ("manager", "board", "member", False),  # above
        ("convener", "skims", "liaison", True),
        ("convener", "skims", "coordinator", False),  # stands above a convener
        ("convener", "production", "member", False),
        ("convener", "office", "secretary", False),
        ("member", "skims", "member", False),
    ],
)
def test_who_fills_which_post(world, organisation, ida, who, group, post, able):
    target = Group.objects.get(code=group)
    for verb in (organisation.appoint, organisation.nominate):
        count = Appointment.objects.count() + Nomination.objects.count()
        if able:
            made = verb(ida, post, by=who, group=target)
            made.delete()
        else:
            with pytest.raises(Denied, match=r"^only the membership office.* may fill this post$"):
                verb(ida, post, by=who, group=target)
        assert Appointment.objects.count() + Nomination.objects.count() == count


def test_administrators_see_and_appoint_only_while_there_is_no_office(world, organisation, ida):
    User.objects.create_user("root", "root@lab.example", is_staff=True)
    with pytest.raises(Denied):
        organisation.appoint(ida, by="root")
    Appointment.objects.filter(group__code="office").delete()
    organisation.appoint(ida, "secretary", by="root", group=Group.objects.get(code="office"))
    with pytest.raises(Denied):
        organisation.appoint(ida, by="root")


def test_terms_that_cannot_be_are_refused_in_words(world, organisation, ida):
    today, office = world.today, world.user("office")
    new = actions.set_up(by=office, code="new", name="New", kind="committee", since=today)
    assert refused(organisation.appoint, ida, group=new, since=today - DAY) == (
        f"the term begins before New does, on {today}"
    )
    assert refused(organisation.appoint, ida, since=today, until=today) == "the term ends before it begins"
    organisation.appoint(ida, since=today, until=today + 10 * DAY)
    twice = f"Ida Quill is already liaison of Skims, from {today} until {today + 9 * DAY}"
    assert refused(organisation.appoint, ida, since=today + 9 * DAY) == twice
    assert refused(organisation.nominate, ida, since=today + 9 * DAY) == twice
    organisation.appoint(ida, since=today + 10 * DAY)  # the day after is free
    organisation.appoint(ida, "secretary")  # another post
    ghost = world.person("Eva", "Gone", deceased=True)
    assert refused(organisation.appoint, ghost) == "Eva Gone has died"
    double = world.person("Ida", "Quill", merged_into=ida)
    assert "was merged into another one" in refused(organisation.appoint, double)
    mute = world.person("Otto", "Mute")
    assert "neither an address nor an account" in refused(organisation.nominate, mute)


def test_ending_on_or_before_the_first_day_takes_the_term_back(world, organisation, ida, mails):
    row = organisation.appoint(ida, since=world.today + 5 * DAY)
    actions.end(row, by=world.user("manager"), until=world.today + 5 * DAY)
    assert not Appointment.objects.filter(person=ida).exists()
    assert "was taken back" in mails()[-1][1]
    gone = organisation.appoint(ida)
    other = Appointment.objects.get(pk=gone.pk)
    actions.end(gone, by=world.user("manager"), until=world.today)
    assert refused(actions.end, other, by=world.user("manager"), until=world.today) == (
        "somebody else has removed it in the meantime"
    )


def test_a_term_is_ended_and_extended_within_reason(world, organisation, ida):
    today, manager = world.today, world.user("manager")
    row = organisation.appoint(ida, since=today - 100 * DAY, until=today + 10 * DAY)
    assert "its last day is" in refused(actions.end, row, by=manager, until=today + 10 * DAY)
    assert "to shorten it, end it" in refused(actions.extend, row, by=manager, until=today + 10 * DAY)
    later = organisation.appoint(ida, since=today + 20 * DAY)
    assert "is already liaison of Skims" in refused(actions.extend, row, by=manager, until=today + 21 * DAY)
    actions.extend(row, by=manager, until=today + 20 * DAY)
    assert row.period.upper == today + 20 * DAY
    assert refused(actions.extend, later, by=manager, until=None) == "the term has an open end"


def test_only_the_holder_resigns(world, organisation, ida):
    row = organisation.appoint(ida, since=world.today - DAY)
    with pytest.raises(Denied, match="only the holder may resign"):
        actions.resign(row, by=world.user("office"), until=world.today)
    with pytest.raises(Denied):
        actions.end(row, by=world.user("ida"), until=world.today)
    user = world.user("ida")
    assert facts(user)["liaison_of"]
    actions.resign(row, by=user, until=world.today)
    forget(user)
    assert not facts(user)["liaison_of"]


def test_circles_are_refused(world, organisation):
    office, board, skims = world.user("office"), organisation.board, organisation.skims
    assert refused(actions.move, board, by=office, parent=skims) == (
        "Board cannot lie in Skims: Skims is a part of Board"
    )
    assert "no part of itself" in refused(actions.move, board, by=office, parent=board)
    actions.move(skims, by=office, parent=board)
    assert Group.objects.get(code="skims").parent == board
    with pytest.raises(Denied):
        actions.move(skims, by=world.user("chair"), parent=None)


def test_dissolving_ends_terms_and_withdraws_what_is_proposed(world, organisation, ida, mails):
    today, office = world.today, world.user("office")
    assert refused(actions.dissolve, organisation.production, by=office, until=today) == (
        "move or dissolve its parts first: Skims"
    )
    later = organisation.appoint(ida, since=today + 30 * DAY)
    nomination = organisation.nominate(ida, "secretary")
    actions.dissolve(organisation.skims, by=office, until=today + DAY, reason="done")
    assert not Appointment.objects.filter(pk=later.pk).exists()
    assert [row.period.upper for row in organisation.skims.appointments.all()] == [today + DAY]
    nomination.refresh_from_db()
    assert nomination.state == "withdrawn"
    assert "goes beyond Skims" in refused(organisation.appoint, ida)
    assert f"dissolved from {today + DAY}" in refused(
        actions.dissolve, organisation.skims, by=office, until=today + 9 * DAY
    )
    actions.dissolve(organisation.production, by=office, until=today + DAY)
    assert "was dissolved" not in mails()[-1][2]


def test_the_head_describes_and_the_office_decides(world, organisation):
    convener, skims = world.user("convener"), organisation.skims
    actions.edit(skims, by=convener, description="All skims.", mailing_list="skims@lists.example")
    for change in ({"name": "Everything"}, {"seats": {"convener": 9}}, {"kind": "board"}):
        with pytest.raises(Denied):
            actions.edit(skims, by=convener, **change)
    with pytest.raises(Denied):
        actions.edit(organisation.board, by=convener, description="mine")
    actions.edit(skims, by=convener, name="Skims", description="All.")  # what does not change asks for nothing
    actions.edit(skims, by=world.user("office"), name="Skimming")
    skims.refresh_from_db()
    assert (skims.name, skims.description) == ("Skimming", "All.")


def test_links_stand_once(world, organisation):
    convener = world.user("convener")
    link = actions.add_link(organisation.skims, by=convener, kind="page", label="Wiki", url="https://wiki.example/")
    words = refused(actions.add_link, organisation.skims, by=convener, kind="page", label="x", url=link.url)
    assert words == "Skims has a link to https://wiki.example/ already"
    with pytest.raises(Denied):
        actions.remove_link(link, by=world.user("member"))
    actions.remove_link(link, by=world.user("chair"))
    assert not organisation.skims.links.exists()


def test_a_code_is_given_once(world, organisation):
    fields = {"name": "Again", "kind": "board", "since": world.today}
    assert refused(actions.set_up, by=world.user("office"), code="skims", **fields) == (
        "there is a group skims already"
    )


def test_a_nomination_becomes_an_appointment_when_the_person_accepts(world, organisation, ida, mails):
    row = organisation.nominate(ida, by="convener", reason="knows it")
    to, subject, text = mails()[-1]
    assert (to, subject) == ("ida@lab.example", "Will you be liaison of Skims?")
    assert "Ida Çelik proposes you" in text
    assert not facts(world.user("ida"))["posts"]
    for somebody in ("convener", "office", "member"):
        with pytest.raises(Denied, match="only the person who is proposed may accept or refuse"):
            actions.accept(row, by=world.user(somebody))
    actions.accept(row, by=world.user("ida"), reason="gladly")
    assert facts(world.user("ida"))["posts"] == {("skims", "liaison")}
    assert row.appointment.period == row.period
    assert mails()[-1][:2] == ("convener@lab.example", "Ida Quill accepts: liaison of Skims")
    assert refused(actions.accept, row, by=world.user("ida")) == "cannot accept: it is already accepted"
    assert refused(actions.withdraw, row, by=world.user("office")) == "cannot withdraw: it is already accepted"


def test_a_refusal_and_a_withdrawal_leave_no_post(world, organisation, ida, mails):
    row = organisation.nominate(ida, by="convener")
    assert "has not answered" in refused(organisation.nominate, ida)
    actions.refuse(row, by=world.user("ida"), reason="no time")
    assert "no time" in mails()[-1][2]
    again = organisation.nominate(ida, by="manager")
    actions.withdraw(again, by=world.user("convener"))
    assert mails()[-1][:2] == ("ida@lab.example", "No longer proposed: liaison of Skims")
    assert not ida.appointments.exists()


def test_what_changed_since_the_proposal_is_seen_on_accepting(world, organisation, ida):
    row = organisation.nominate(ida, since=world.today - 5 * DAY, until=world.today + 5 * DAY)
    organisation.appoint(ida, since=world.today + 3 * DAY)
    assert "is already liaison of Skims" in refused(actions.accept, row, by=world.user("ida"))
    past = organisation.nominate(ida, "secretary", since=world.today - 5 * DAY, until=world.today)
    assert "is over since" in refused(actions.accept, past, by=world.user("ida"))
    past.refresh_from_db()
    assert past.state == "proposed"


def test_the_portal_warns_of_ends_once_and_anew_after_an_extension(world, organisation, ida, mails, by_law):
    by_law("[groups]\nterm_warning_days = 20")
    soon = organisation.appoint(ida, since=world.today - DAY, until=world.today + 20 * DAY)
    organisation.appoint(ida, "secretary", until=world.today + 21 * DAY)
    organisation.appoint(ida, "member", until=world.today + 5 * DAY)
    organisation.appoint(ida, "deputy", since=world.today + 2 * DAY, until=world.today + 5 * DAY)
    before = len(mails())
    for _ in range(2):
        actions.warn_of_ends(by=SYSTEM)
    sent = mails()[before:]
    assert [to for to, _, _ in sent] == ["ida@lab.example", "convener@lab.example"]
    assert f"as liaison of Skims ends on {world.today + 19 * DAY}" in sent[0][1]
    actions.extend(soon, by=world.user("convener"), until=world.today + 300 * DAY)
    before = len(mails())
    actions.warn_of_ends(by=SYSTEM)
    assert len(mails()) == before


def test_without_a_head_the_group_above_is_told_and_then_the_office(world, organisation, ida, mails, settings):
    convener = world.user("convener").person.appointments.get()
    actions.end(convener, by=world.user("office"), until=world.today + 10 * DAY)
    before = len(mails())
    actions.warn_of_ends(by=SYSTEM)
    assert [to for to, _, _ in mails()[before:]] == ["convener@lab.example", "manager@lab.example"]
    Appointment.objects.filter(group=organisation.board).update(period=Period(SINCE, world.today + 3 * DAY))
    before = len(mails())
    actions.warn_of_ends(by=SYSTEM)
    assert [to for to, _, _ in mails()[before:]] == ["chair@lab.example", settings.PORTAL_OFFICE_EMAIL]
