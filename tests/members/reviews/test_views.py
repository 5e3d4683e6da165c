"""The pages of the yearly review: the delegate's, the office's, and what strangers get."""

import re
from datetime import timedelta
from html import unescape

import pytest

from members.reviews import actions
from members.reviews.models import Confirmation, Correction, Review


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_office_opens_a_review_and_is_told_what_is_wrong(world, visit):
    office, day = visit("office"), world.today
    typed = {"year": day.year, "on": day.isoformat(), "due_on": (day - timedelta(days=1)).isoformat()}
    answer = office.post("/reviews/new/", typed)
    assert answer.status_code == 422
    assert "The day is over already." in text(answer)
    answer = office.post("/reviews/new/", typed | {"due_on": day.isoformat()}, follow=True)
    assert answer.status_code == 200
    assert "0 confirmed" in text(answer)
    again = office.post("/reviews/new/", typed | {"due_on": day.isoformat()})
    assert again.status_code == 422
    assert Review.objects.count() == 1
    assert office.get("/reviews/new/").status_code == 200


def test_a_delegate_marks_and_confirms_without_scripts(world, opened, of, visit):
    opened()
    page = of("Sundridge").get_absolute_url()
    delegate, member = visit("delegate"), world.user("member").person
    home = text(delegate.get("/"))
    assert "Yearly review: confirm your people" in home
    assert "3 people: all are right." in text(delegate.get(page))
    address = f"/confirmations/{of('Sundridge').pk}/people/{member.pk}/"
    empty = delegate.post(address, {"text": " "}, follow=True)
    assert "Nothing was changed: say what is wrong about Member Moreau." in text(empty)
    assert "1 to correct, the others are right." in text(delegate.post(address, {"text": "<b>left</b>"}, follow=True))
    assert "&lt;b&gt;left" in text(delegate.get(page))
    delegate.post(address, {"right": "1"})
    assert not Correction.objects.exists()
    asked = text(delegate.get(f"{page}confirm/"))
    assert "What stands here is kept for ever" in asked
    done = delegate.post(f"{page}confirm/", {"reason": "fine"}, follow=True)
    assert done.redirect_chain[-1][0] == page
    assert of("Sundridge").state == "confirmed"
    assert "Mark to correct" not in text(done)
    assert "Yearly review: confirm" not in text(delegate.get("/"))


def test_what_changed_since_stands_on_the_page(world, opened, of, visit):
    opened()
    item = of("Sundridge")
    actions.confirm(item, by=world.user("delegate"))
    assert "has the same people" in text(visit("delegate").get(item.get_absolute_url()))
    world.member(world.person("Ada", "Zimmer"), "Sundridge", category="phd-student")
    member = world.user("member").person.memberships.get()
    member.category = world.categories["phd-student"]
    member.save()
    found = text(visit("delegate").get(item.get_absolute_url()))
    assert "Ada Zimmer</a>: added as PhD student" in found
    assert "Member Moreau</a>: PhD student (was postdoc)" in found


@pytest.mark.parametrize(("who", "own", "others"), [("delegate", 200, 404), ("office", 200, 200), ("member", 403, 403)])
def test_who_sees_what(opened, of, visit, who, own, others):
    opened()
    client = visit(who)
    assert client.get(of("Sundridge").get_absolute_url()).status_code == own
    assert client.get(of("Northgate").get_absolute_url()).status_code == others
    there = {200: 200, 404: 200, 403: 403}[others]
    assert client.get("/confirmations/").status_code == there
    assert client.get("/reviews/").status_code == there


def test_nobody_marks_at_another_institute(world, opened, of, visit):
    opened()
    person = world.user("stranger").person
    answer = visit("delegate").post(f"/confirmations/{of('Northgate').pk}/people/{person.pk}/", {"text": "gone"})
    assert answer.status_code == 404
    assert not Correction.objects.exists()


def test_a_board_sees_the_progress_of_all(world, opened, of, visit):
    from members.groups.models import Appointment, Group
    from portal.periods import Period

    opened()
    group = Group.objects.create(code="board", name="Board", kind="board")
    person = world.user("member").person
    Appointment.objects.create(person=person, group=group, post="member", period=Period(world.today, None))
    client = visit("member")
    actions.confirm(of("Northgate"), by=world.user("stranger"))
    page = text(client.get(Review.objects.get().get_absolute_url()))
    assert '<progress max="2" value="1"' in page
    assert "1 confirmed" in page
    assert "2 institutes" in text(client.get("/confirmations/"))
    assert client.get(f"{of('Sundridge').get_absolute_url()}confirm/").status_code == 200
    assert client.post(f"{of('Sundridge').get_absolute_url()}confirm/").status_code == 403


def test_the_list_has_facets_of_state_and_country(opened, of, visit):
    opened()
    page = text(visit("office").get("/confirmations/?state=waiting&country=JP&year=2026"))
    assert "Northgate" in page
    assert "Sundridge" not in page.partition("<main")[2].partition("facets")[0]
    answer = visit("office").get("/api/v1/confirmations/?country=NO").json()
    assert [row["institute"] for row in answer["results"]] == ["Sundridge"]


def test_the_office_works_through_the_corrections(world, opened, of, visit):
    opened()
    actions.mark(of("Sundridge"), person=world.user("member").person, text="left", by=world.user("delegate"))
    office = visit("office")
    assert "Member Moreau" in text(office.get("/corrections/?state=marked"))
    row = Correction.objects.get()
    office.post(f"/corrections/{row.pk}/settle/", {"reason": "done"})
    row.refresh_from_db()
    assert (row.state, row.answer) == ("settled", "done")
    assert Confirmation.objects.count() == 2


def test_each_number_of_a_review_leads_to_the_institutes_that_it_counts(world, opened, of, visit):
    """By country, with the name of the country; an institute without one has its line and its list."""
    world.institutes["Northgate"].country = "NO"
    world.institutes["Northgate"].save()
    world.institutes["Sundridge"].country = ""
    world.institutes["Sundridge"].save()
    review = opened()
    actions.confirm(of("Northgate"), by=world.user("office"))
    office = visit("office")
    page = office.get(review.get_absolute_url()).content.decode()
    assert page.index("Norway") < page.index("no country")
    links = re.findall(r'<a href="(/confirmations/\?[^"]+country[^"]+)">([0-9]+)</a>', page)
    assert [number for _, number in links] == ["1", "1", "0", "1"]
    links += re.findall(r'<a href="(/confirmations/\?[^"]+)">([0-9]+)</a>', office.get("/reviews/").content.decode())
    assert [number for _, number in links[4:]] == ["1", "2"]
    for link, number in links:
        found = office.get(unescape(link).replace("/confirmations/", "/api/v1/confirmations/")).json()
        assert found["count"] == int(number), link
