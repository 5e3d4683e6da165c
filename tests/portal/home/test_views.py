"""The home page: what the portal is for strangers, what waits for those who are signed in."""

import pytest

from portal.testing.data_rows import signal_request
from portal.testing.member_rows import membership_request


def test_a_stranger_reads_what_the_portal_is(personas, as_persona):
    answer = as_persona("outsider").get("/")
    assert answer.status_code == 200
    assert answer.templates[0].name == "home/welcome.html"


@pytest.mark.parametrize(
    ("persona", "expected"),
    [
        ("member", set()),
        ("delegate", {"approvals"}),
        ("manager", {"requests-to-decide"}),
        ("liaison", {"requests-returned"}),
    ],
)
def test_what_waits_for_somebody_stands_first(personas, as_persona, persona, expected):
    membership_request(personas.institute, "waiting")
    for state in ("draft", "submitted", "returned"):
        signal_request(personas["liaison"], state)
    cards = as_persona(persona).get("/").context["cards"]
    assert {card["key"] for card in cards} >= expected
    waiting = {"approvals", "requests-to-decide", "requests-returned"}
    assert {card["key"] for card in cards} & waiting == expected
    assert all(card["count"] == 1 for card in cards if card["key"] in expected)
