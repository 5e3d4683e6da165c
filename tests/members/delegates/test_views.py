"""The forms of delegates on the page of an institute."""

from __future__ import annotations

from datetime import timedelta

from members.memberships.models import Delegate


def test_the_page_offers_each_what_they_may(world, visit):
    pk = world.institutes["Sundridge"].pk
    links = {who: visit(who).get(f"/institutes/{pk}/").content.decode() for who in ("office", "delegate", "member")}
    assert {who: page.count("Hand over") for who, page in links.items()} == {"office": 2, "delegate": 1, "member": 0}
    assert {who: f"/institutes/{pk}/appoint/" in page for who, page in links.items()} == {
        "office": True, "delegate": True, "member": False,
    }  # fmt: skip
    assert visit("stranger").get(f"/institutes/{pk}/appoint/").status_code == 403


def test_a_delegate_appoints_hands_over_and_ends(world, visit):
    place, person = world.institutes["Sundridge"], world.user("member").person
    client, today = visit("delegate"), world.today
    url = f"/institutes/{place.pk}/appoint/"
    data = {"person": person.pk, "deputy": "yes", "on": today.isoformat()}
    assert client.post(url, data | {"person": world.user("stranger").person.pk}).status_code == 422
    assert client.post(url, data | {"deputy": "no"}).status_code == 403
    assert client.post(url, data).status_code == 302
    term = Delegate.objects.get(person=person)
    newcomer = world.person("Ida", "Quill")
    world.member(newcomer, "Sundridge")
    later = (today + timedelta(days=2)).isoformat()
    assert client.post(f"/delegates/{term.pk}/hand-over/", {"person": newcomer.pk, "on": later}).status_code == 302
    made = Delegate.objects.get(person=newcomer)
    assert client.post(f"/delegates/{made.pk}/end/", {"on": today.isoformat()}).status_code == 302
    first = Delegate.objects.get(person=world.user("delegate").person)
    assert client.get(f"/delegates/{first.pk}/end/").status_code == 403
    assert client.get("/delegates/999999/end/").status_code == 404
