"""Moves on pages, without scripts, and in the API."""

import pytest

from members.requests.models import MembershipRequest
from members.requests.panels import MOVES
from portal.lifecycle.moves import Moves
from portal.testing.data_rows import signal_request
from portal.testing.member_rows import author_list, membership_request, sign
from portal.testing.personas import ALWAYS, model


@pytest.fixture
def waiting(personas):
    return membership_request(personas.institute, "waiting")


def state(request):
    return MembershipRequest.objects.get(pk=request.pk).state


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def url(request, name):
    return f"/approvals/{request.pk}/{name}/"


def test_a_get_asks_and_changes_nothing(as_persona, waiting):
    answer = as_persona("delegate").get(url(waiting, "decline"))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<form method="post" action="{url(waiting, "decline")}">' in text
    assert "required" in text
    assert state(waiting) == "waiting"


def test_a_post_moves_and_leads_to_the_page(as_persona, waiting):
    answer = as_persona("delegate").post(url(waiting, "decline"), {"reason": " No desk. "}, follow=True)
    assert answer.redirect_chain == [(f"/approvals/{waiting.pk}/", 302)]
    assert said(answer) == ["Nora 0 Newcomer at Harbour: declined."]
    assert MembershipRequest.objects.get(pk=waiting.pk).reason == "No desk."


def test_a_missing_reason_comes_back_with_the_question(as_persona, waiting):
    answer = as_persona("delegate").post(url(waiting, "decline"), {"reason": " "})
    assert answer.status_code == 422
    assert "Say why: a reason is needed to decline." in answer.content.decode()
    assert state(waiting) == "waiting"


@pytest.mark.parametrize("method", ["get", "post"])
def test_too_late_is_said_on_the_page(as_persona, personas, method):
    declined = membership_request(personas.institute, "declined")
    answer = getattr(as_persona("delegate"), method)(url(declined, "approve"), follow=True)
    assert said(answer) == ["Nora 0 Newcomer at Harbour: cannot approve: it is already declined."]
    assert state(declined) == "declined"


def test_who_sees_it_but_may_not_gets_the_reason(as_persona, waiting):
    client = as_persona("administrator")
    assert "delegates of the institute" in client.get(url(waiting, "approve")).content.decode()
    answer = client.post(url(waiting, "approve"))
    assert answer.status_code == 403
    assert "elegates of the institute" in answer.content.decode()
    assert state(waiting) == "waiting"


@pytest.mark.parametrize(
    ("persona", "status"), [("outsider", 302), ("applicant", 403), ("member", 403), ("liaison", 403)]
)
def test_who_does_not_see_it_learns_nothing(as_persona, waiting, persona, status):
    client = as_persona(persona)
    assert client.post(url(waiting, "approve")).status_code == status
    assert client.post(f"/approvals/{waiting.pk + 999}/approve/").status_code == status
    assert state(waiting) == "waiting"


def test_a_request_elsewhere_or_a_move_without_a_page_is_not_found(as_persona, personas, waiting):
    other = model("members.Institute").objects.create(name="North", short_name="North", period=ALWAYS)
    client = as_persona("delegate")
    assert client.post(url(membership_request(other, "waiting"), "approve")).status_code == 404
    assert client.post(url(waiting, "withdraw")).status_code == 404
    assert client.post(url(waiting, "explode")).status_code == 404
    assert client.put(url(waiting, "approve")).status_code == 405


def test_a_post_without_the_token_of_the_form_is_refused(as_persona, waiting):
    client = as_persona("delegate", enforce_csrf_checks=True)
    assert client.post(url(waiting, "decline"), {"reason": "x"}).status_code == 403
    answer = send(client, api(waiting, "decline"), reason="x")
    assert (answer.status_code, answer.json()["detail"]) == (403, "CSRF Failed: CSRF token missing.")
    assert state(waiting) == "waiting"


def test_moves_of_a_verb_that_the_lifecycle_does_not_have_are_no_moves():
    with pytest.raises(ValueError, match=r"no move \['explode'\]"):
        Moves(MOVES.lifecycle, {"explode": print}, MOVES.get, name="x", prefix="x/", see=MOVES.see, tones={})


def api(request, name=""):
    return f"/api/v1/approvals/{request.pk}/" + (f"moves/{name}/" if name else "")


def send(client, address, **body):
    return client.post(address, body, content_type="application/json")


def test_the_api_links_what_may_be_done_and_does_it(as_persona, waiting):
    client = as_persona("delegate")
    links = client.get(api(waiting)).json()["moves"]
    assert links[:2] == [
        {"name": "approve", "label": "Approve", "url": api(waiting, "approve"), "asks_reason": False},
        {"name": "decline", "label": "Decline", "url": api(waiting, "decline"), "asks_reason": True},
    ]
    assert [link["name"] for link in links[2:]] == ["claim", "hold"]
    answer = send(client, links[1]["url"], reason="No desk.")
    assert (answer.status_code, answer.json()["state"], answer.json()["moves"]) == (200, "declined", [])
    assert state(waiting) == "declined"


def test_the_api_refuses_as_the_page_does(as_persona, personas, waiting):
    delegate = as_persona("delegate")
    without = send(delegate, api(waiting, "decline"))
    assert (without.status_code, without.json()) == (400, {"reason": ["Say why: this move needs a reason."]})
    assert send(delegate, api(waiting, "withdraw")).status_code == 404
    assert send(delegate, api(waiting, "approve"), reason="x" * 4001).status_code == 400
    late = membership_request(personas.institute, "declined")
    refused = send(delegate, api(late, "approve"))
    assert (refused.status_code, refused.json()) == (409, {"detail": "cannot approve: it is already declined"})
    administrator = as_persona("administrator")
    assert administrator.get(api(waiting)).json()["moves"] == []
    denied = send(administrator, api(waiting, "decline"))
    assert denied.status_code == 403
    assert denied.json()["detail"].startswith("only delegates of the institute")
    for persona in ("outsider", "applicant", "member"):
        assert send(as_persona(persona), api(waiting, "approve")).status_code == 403
    assert state(waiting) == "waiting"


def test_author_lists_and_signal_requests_move_in_the_api_too(as_persona, personas):
    sign(personas.person("member"))
    made = author_list("open")
    frozen = send(as_persona("secretary"), f"/api/v1/author-lists/{made.pk}/moves/freeze/")
    assert (frozen.status_code, frozen.json().get("state")) == (200, "frozen"), frozen.json()
    asked = signal_request(personas["liaison"], "submitted")
    manager = as_persona("manager")
    assert [link["name"] for link in manager.get(f"/api/v1/requests/{asked.pk}/").json()["moves"]] == [
        "accept",
        "return",
    ]
    returned = send(manager, f"/api/v1/requests/{asked.pk}/moves/return/", reason="Fewer events.")
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")


def test_a_list_without_moves_has_none(as_persona, personas):
    client = as_persona("administrator")
    row = client.get(f"/api/v1/institutes/{personas.institute.pk}/").json()
    assert "moves" not in row
    assert client.post(f"/api/v1/institutes/{personas.institute.pk}/moves/end/").status_code == 404
