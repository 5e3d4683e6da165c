"""The list of requests: what it finds, for whom, and what it costs; search box, home page and menu."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from liaisons.requests.models import SignalRequest


def rows(client, **query):
    answer = client.get("/api/v1/requests/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def titles(client, **query):
    return [row["request"].partition(" ")[2] for row in rows(client, **query)]


@pytest.fixture
def three(ask, cast, keep, decay, other_group):
    from liaisons.requests import actions

    ask("done", title="done one")
    ask("returned", title="returned one")
    filed = ask(
        "draft", title="draft one", decay_file=keep(decay(EventType="1110021001", NickName="Bu_x"), "1110021001.dec")
    )
    foreign = {"decay_file": filed.decay_file, "campaign": filed.campaign, "events": 5, "purpose": "x"}
    other = actions.file(by=cast.other_liaison, title="foreign one", group=other_group, **foreign)
    actions.submit(other, by=cast.other_liaison)


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("member", ["foreign one", "returned one", "done one"]),
        ("liaison", ["foreign one", "draft one", "returned one", "done one"]),
        ("other_liaison", ["foreign one", "returned one", "done one"]),
        ("manager", ["foreign one", "draft one", "returned one", "done one"]),
    ],
)
def test_each_sees_the_own(visit, three, role, found):
    assert titles(visit(role)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "returned"}, ["returned one"]),
        ({"own": "True"}, ["draft one", "returned one", "done one"]),
        ({"own": "False"}, ["foreign one"]),
        ({"own": "True", "state": "returned"}, ["returned one"]),
        ({"group": "TDCPV"}, ["foreign one"]),
        ({"event_type": "1110021001"}, ["foreign one", "draft one"]),
        ({"q": "Bu_x draft"}, ["draft one"]),
        ({"production": "51234"}, ["done one"]),
        ({"filed_by": "other"}, ["foreign one"]),
        ({"state": "submitted", "sort": "submitted_at"}, ["foreign one"]),
        ({"sort": "title"}, None),
    ],
)
def test_filters_are_the_consoles(visit, three, query, found):
    client = visit("liaison")
    if found is None:
        assert client.get("/api/v1/requests/", query).status_code == 400
    else:
        assert titles(client, **query) == found


def test_own_groups_exist_for_liaisons_only(visit, three):
    for role, there in (("liaison", True), ("member", False), ("manager", False)):
        client = visit(role)
        assert ("own" in rows(client, col=["request"])[0]) is False
        assert (client.get("/requests/?own=True").status_code == 200) is there
        assert (client.get("/api/v1/requests/?own=True").status_code == 200) is there
        page = html.fromstring(client.get("/requests/").content.decode())
        assert bool(page.xpath("//details[summary='Own groups']")) is there


def test_a_row_says_what_matters(visit, three, cast):
    SignalRequest.objects.filter(title="done one").update(
        submitted_at="2026-01-01T00:00Z", closed_at="2026-03-02T12:00Z"
    )
    names = ["state", "group", "event_type", "campaign", "events", "priority", "age", "filed_by"]
    row = rows(visit("member"), state="done", col=names)[0]
    assert {name: row[name] for name in names} == {
        "state": "done",
        "group": "EWP",
        "event_type": "1110021000",
        "campaign": "MC16rd_proc16",
        "events": 2_000_000,
        "priority": 5,
        "age": 60,
        "filed_by": "liaison T.",
    }


def test_the_list_costs_the_same_for_one_row_and_three(visit, ask):
    client = visit("member")

    def queries():
        client.get("/requests/")
        ask("submitted")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/requests/").status_code == 200
        return len(seen)

    assert queries() == queries() == queries()


def test_the_api_offers_and_takes_the_moves_of_its_reader(visit, three):
    foreign = SignalRequest.objects.get(title="foreign one")
    url = f"/api/v1/requests/{foreign.pk}/"
    offered = {
        role: [move["name"] for move in visit(role).get(url).json()["moves"]]
        for role in ("member", "liaison", "other_liaison", "manager")
    }
    assert offered == {"member": [], "liaison": [], "other_liaison": ["cancel"], "manager": ["accept", "return"]}
    assert visit("liaison").post(f"{url}moves/accept/", {}, content_type="application/json").status_code == 403
    assert visit("manager").post(f"{url}moves/return/", {}, content_type="application/json").status_code == 400
    assert (
        visit("manager").post(f"{url}moves/accept/", {}, content_type="application/json").json()["state"] == "accepted"
    )
    assert visit("manager").post(f"{url}moves/accept/", {}, content_type="application/json").status_code == 409
    draft = SignalRequest.objects.get(title="draft one")
    assert visit("member").get(f"/api/v1/requests/{draft.pk}/").status_code == 404


def test_the_manager_accepts_several_at_once(visit, ask):
    waiting = [ask("submitted") for _ in range(3)]
    client = visit("manager")
    sent = {"bulk": "accept", "pk": [waiting[0].pk, waiting[2].pk]}
    assert client.post("/requests/?state=submitted", sent).status_code == 200  # asks first
    assert SignalRequest.objects.filter(state="accepted").count() == 0
    page = client.post("/requests/?state=submitted", sent | {"confirmed": "1"}, follow=True)
    assert "2 signal-MC requests: accepted." in page.content.decode()
    assert set(SignalRequest.objects.filter(state="accepted")) == {waiting[0], waiting[2]}


def test_a_hash_and_a_number_is_a_request(visit, three):
    draft = SignalRequest.objects.get(title="draft one")
    assert visit("liaison").get("/search/", {"q": f"#{draft.pk}"}).headers["Location"] == f"/requests/{draft.pk}/"
    for role in ("member", "outsider"):
        assert visit(role).get("/search/", {"q": f"#{draft.pk}"}).status_code == 200
    assert visit("liaison").get("/search/", {"q": "#999999999"}).status_code == 200


def home(client, card):
    root = html.fromstring(client.get("/").content.decode())
    found = root.xpath(f"//section[@id='card-{card}']")
    return [(link.text_content(), link.get("href")) for link in found[0].xpath(".//a")] if found else None


def test_home_shows_what_waits_and_links_to_the_list_that_proves_it(visit, three):
    returned, foreign = (SignalRequest.objects.get(title=title) for title in ("returned one", "foreign one"))
    assert home(visit("liaison"), "requests-returned") == [
        (str(returned), f"/requests/{returned.pk}/"),
        ("See all", "/requests/?own=True&state=returned"),
    ]
    assert home(visit("liaison"), "requests-to-decide") is None
    assert home(visit("other_liaison"), "requests-returned") is None
    manager = visit("manager")
    assert home(manager, "requests-to-decide") == [
        (str(foreign), f"/requests/{foreign.pk}/"),
        ("See all", "/requests/?state=submitted&sort=submitted_at"),
    ]
    assert titles(manager, state="submitted", sort="submitted_at") == ["foreign one"]


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("member", {"Signal MC 3", "Decay files"}),
        ("liaison", {"Signal MC 4", "Returned to you 1", "Decay files"}),
        ("manager", {"Signal MC 4", "To decide 1", "Decay files"}),
        ("applicant", set()),
    ],
)
def test_the_menu_counts_what_waits(visit, three, role, entries):
    root = html.fromstring(visit(role).get("/").content.decode())
    links = root.xpath("//nav[@id='nav']//h2[.='Requests']/following-sibling::ul[1]/li")
    assert {" ".join(link.text_content().split()) for link in links} == entries
