"""The forms, the link of the mail, the cards and lists, as somebody sees them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from members.groups.forms import PersonField
from members.groups.models import Appointment, Group, GroupLink, Nomination

DAY = timedelta(days=1)


def errors(answer):
    return {name: " ".join(found) for name, found in answer.context["form"].errors.items()}


def test_the_office_sets_up_edits_moves_and_dissolves(world, organisation, visit):
    office = visit("office")
    typed = {"name": " New  team ", "code": "new", "kind": "production", "parent": organisation.board.pk}
    typed |= {"since": world.today.isoformat(), "seats_manager": "2", "seats_deputy": ""}
    made = office.post("/groups/new/", typed)
    group = Group.objects.get(code="new")
    assert made["Location"] == f"/groups/{group.pk}/"
    assert (group.name, group.seats, group.parent) == ("New team", {"manager": 2}, organisation.board)
    assert office.post("/groups/new/", typed).status_code == 422
    page = f"/groups/{group.pk}"
    edited = {"name": "Team", "kind": "production", "description": "x", "mailing_list": "", "seats_manager": "1"}
    assert office.post(f"{page}/edit/", edited).status_code == 302
    refused = office.post(f"/groups/{organisation.board.pk}/move/", {"parent": group.pk})
    assert refused.status_code == 422
    assert "Board cannot lie in Team: Team is a part of Board." in refused.content.decode()
    assert office.post(f"{page}/dissolve/", {"until": "2199-12-31"}).status_code == 422
    assert office.post(f"{page}/dissolve/", {"until": (world.today + DAY).isoformat()}).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.seats, group.period.upper) == ("Team", {"manager": 1}, world.today + DAY)


def test_a_head_is_offered_the_posts_below_and_nothing_else(organisation, visit):
    convener = visit("convener")
    page = convener.get(f"/groups/{organisation.skims.pk}/")
    assert [action["label"] for action in page.context["page"]["actions"]] == ["Nominate", "Appoint", "Edit"]
    form = convener.get(f"/groups/{organisation.skims.pk}/nominate/").context["form"]
    assert [value for value, _ in form.fields["post"].choices][:1] == ["liaison"]  # what has seats comes first
    assert "convener" not in dict(form.fields["post"].choices)
    typed = {"person": "Member Moreau", "post": "convener", "since": "2026-01-01"}
    assert "post" in errors(convener.post(f"/groups/{organisation.skims.pk}/appoint/", typed))
    for path in ("move", "dissolve"):
        assert convener.get(f"/groups/{organisation.skims.pk}/{path}/").status_code == 403
    assert convener.get(f"/groups/{organisation.board.pk}/edit/").status_code == 403
    assert "seats_liaison" not in convener.get(f"/groups/{organisation.skims.pk}/edit/").context["form"].fields
    plain = visit("member").get(f"/groups/{organisation.skims.pk}/")
    assert plain.context["page"]["actions"] == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("quill IDA", "Ida Quill"),
        ("Ida Quill", "Ida Quill"),  # not Ida Quillson, whose name holds the words
        ("IDA@lab.example", "Ida Quill"),
        ("Nobody", "Nobody on record"),
        ("#0", "Nobody on record"),
        ("#99999999999999999999", "Nobody on record"),
        ("--", "Nobody on record"),
        ("Twin Lantern", "Several people"),
    ],
)
def test_a_person_is_found_by_name_address_or_number(world, ida, typed, found):
    world.person("Ida", "Quillson")
    for _ in range(2):
        world.person("Twin", "Lantern")
    try:
        said = str(PersonField().clean(typed))
    except Exception as error:  # noqa: BLE001  the words are what counts
        said = str(error)
    assert found in said
    assert str(PersonField().clean(f"#{ida.pk}")) == "Ida Quill"


def test_nominate_then_accept_by_the_link_without_an_account(world, organisation, visit, mails):
    person = world.person("Otto", "Mute", email="otto@lab.example")
    typed = {"person": "Mute Otto", "post": "liaison", "since": world.today.isoformat(), "last_day": "2150-02-28"}
    assert visit("convener").post(f"/groups/{organisation.skims.pk}/nominate/", typed).status_code == 302
    [link] = re.findall(r"/nominations/answer/\S+", mails()[-1][2])
    stranger = visit("")
    page = stranger.get(link).content.decode()
    assert "until 2150-02-28" in page
    assert Nomination.objects.get().state == "proposed"  # looking changes nothing
    assert stranger.post(link, {"move": "withdraw"}).status_code == 400
    assert stranger.post(link, {"move": "accept", "reason": "gladly"}).status_code == 302
    assert "was accepted" in stranger.get(link).content.decode()
    assert "already accepted" in stranger.post(link, {"move": "refuse"}, follow=True).content.decode()
    assert person.appointments.get().period.upper.isoformat() == "2150-03-01"
    history = visit("office").get(f"/nominations/{Nomination.objects.get().pk}/?tab=history").content.decode()
    assert "Otto Mute, by the link of the mail" in history


@pytest.mark.parametrize("key", ["1", "1:x", "%00"])
def test_links_that_are_not_ours_find_nothing(world, organisation, ida, visit, key):
    organisation.nominate(ida)
    assert visit("").get(f"/nominations/answer/{key}/").status_code in (400, 404)


def test_the_person_sees_a_card_and_others_do_not(world, organisation, ida, visit):
    row = organisation.nominate(ida)
    assert "You are proposed" in visit("ida").get("/").content.decode()
    assert visit("ida").get(f"/nominations/{row.pk}/").status_code == 200
    moves = visit("ida").get(f"/api/v1/nominations/{row.pk}/").json()["moves"]
    assert [move["name"] for move in moves] == ["accept", "refuse"]
    assert [move["name"] for move in visit("convener").get(f"/api/v1/nominations/{row.pk}/").json()["moves"]] == [
        "withdraw"
    ]
    cache.clear()
    assert "You are proposed" not in visit("member").get("/").content.decode()
    assert visit("member").get(f"/nominations/{row.pk}/").status_code == 404
    assert visit("member").get("/api/v1/nominations/").json()["results"] == []
    assert "Ida Quill" not in visit("member").get(f"/groups/{organisation.skims.pk}/").content.decode()
    assert "Ida Quill" in visit("convener").get(f"/groups/{organisation.skims.pk}/").content.decode()


def test_ending_extending_and_resigning_on_pages(world, organisation, ida, visit):
    row = organisation.appoint(ida, since=world.today - DAY, until=world.today + 5 * DAY)
    page = f"/posts/{row.pk}"
    assert [item["label"] for item in visit("ida").get(f"{page}/").context["page"]["actions"]] == ["Resign"]
    convener = visit("convener")
    assert [item["label"] for item in convener.get(f"{page}/").context["page"]["actions"]] == ["Extend", "End"]
    last = (world.today + 9 * DAY).isoformat()
    assert convener.post(f"{page}/extend/", {"last_day": last}).status_code == 302
    row.refresh_from_db()
    assert row.period.upper == world.today + 10 * DAY
    assert "until" in errors(convener.post(f"{page}/end/", {"until": "soon"}))
    assert visit("member").post(f"{page}/end/", {"until": world.today.isoformat()}).status_code == 403
    assert visit("ida").post(f"{page}/resign/", {"until": world.today.isoformat()}).status_code == 302
    assert not Appointment.objects.current(world.today).filter(person=ida).exists()


def test_links_are_shown_and_only_web_addresses_are_taken(organisation, visit):
    convener, page = visit("convener"), f"/groups/{organisation.skims.pk}"
    typed = {"label": "Weekly <meeting>", "kind": "meeting"}
    for bad in ("javascript:alert(1)", "ftp://x.example/", "data:text/html,x"):
        assert convener.post(f"{page}/links/", typed | {"url": bad}).status_code == 422
    assert convener.post(f"{page}/links/", typed | {"url": "https://meet.example/1"}).status_code == 302
    assert "Weekly &lt;meeting&gt;" in visit("member").get(f"{page}/").content.decode()
    link = GroupLink.objects.get()
    assert visit("member").post(f"/groups/links/{link.pk}/remove/").status_code == 403
    assert visit("convener").post(f"/groups/links/{link.pk}/remove/").status_code == 302


def test_lists_show_vacancies_double_holdings_and_terms_that_end(world, organisation, ida, visit):
    client = visit("member")

    def rows(query):
        return client.get(f"/api/v1/{query}").json()["results"]

    assert {row["code"]: row["vacancies"] for row in rows("groups/?vacant_from=1")} == {
        "production": "deputy 1, manager 1",
        "skims": "liaison 2",
    }
    organisation.post(world.user("chair").person, organisation.skims, "coordinator")
    organisation.post(world.user("chair").person, organisation.skims, "member")
    assert [(row["person"], row["post"]) for row in rows("posts/?several=True")] == [
        ("Ida Ålund", "chair"),
        ("Ida Ålund", "coordinator"),
    ]
    assert client.get("/groups/double-holdings/")["Location"] == "/posts/?several=True"
    organisation.appoint(ida, until=world.today + 5 * DAY)
    organisation.appoint(ida, "secretary", since=world.today + 5 * DAY)
    assert [row["post"] for row in rows("posts/?ends_soon=True")] == ["liaison"]
    assert [row["post"] for row in rows("posts/?standing=future")] == ["secretary"]
    assert "Vacancies and terms that end" in visit("office").get("/").content.decode()
    assert "Vacancies and terms that end" not in visit("ida").get("/").content.decode()


def test_the_people_of_a_group_as_of_a_day(world, organisation, ida, visit):
    organisation.appoint(ida, "member", since=world.today - 5 * DAY, until=world.today)
    client, address = visit("member"), f"/api/v1/people/?in_group={organisation.skims.pk}"
    assert [row["full_name"] for row in client.get(address).json()["results"]] == ["Ida Çelik"]
    names = {row["full_name"] for row in client.get(f"{address}&as_of={world.today - DAY}").json()["results"]}
    assert names == {"Ida Çelik", "Ida Quill"}
    assert client.get("/api/v1/people/?in_group=0").status_code == 400


def test_only_a_page_of_members_is_shown(world, organisation, visit):
    for number in range(52):
        organisation.post(world.person("Nora", f"Number{number:02}"), organisation.skims, "member")
    page = visit("member").get(f"/groups/{organisation.skims.pk}/").context["page"]
    [members] = [panel for panel in page["facts"] if panel["title"] == "Members"]
    assert len(members["rows"]) == 50
    assert members["more"] == {
        "label": "All 52 members, as a list of people",
        "url": f"/people/?in_group={organisation.skims.pk}",
    }
