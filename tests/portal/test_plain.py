"""Text with NUL is refused by name, numbers are numbers, and pages of a signed-in viewer stay with the viewer."""

import pytest

from portal.accounts import demo
from portal.plain import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("17", 17), ("9" * 18, 10**18 - 1)]
    + [(text, None) for text in ("9" * 19, "9" * 5000, "²", "-1", "", None, " 1", "1\n", "١")],
)
def test_whole(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/search/?q=a%00b", "Q"),
        ("/join/?institute=%00", "Institute"),
        ("/join/?a%00b=1", "Ab"),
        ("/a%00b/", "Address"),
    ],
)
def test_nul_in_an_address_is_refused_by_name(client, db, path, where):
    answer = client.get(path)
    assert answer.status_code == 400
    assert f"{where}: there is a NUL character in the text." in answer.content.decode()


def test_a_program_that_sends_nul_gets_the_words_as_json(as_persona):
    answer = as_persona("member").get("/api/v1/people/?category=%00")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Category: there is a NUL character in the text.")


def test_nul_in_a_form(client, db):
    assert client.post("/theme/", {"theme": "dark\x00", "next": "/"}).status_code == 400


@pytest.mark.parametrize("path", ["/people/", "/people/?format=csv", "/api/v1/people/", "/nothing/"])
def test_what_a_member_sees_is_kept_nowhere(as_persona, path):
    response = as_persona("member").get(path)
    assert response["Cache-Control"] == "private, no-store"


def test_numbers_beyond_all_bounds(as_persona):
    member = as_persona("member")
    digits = "9" * 5000
    assert member.get(f"/people/?page={digits}").status_code == 400
    assert member.get(f"/api/v1/people/?page_size={digits}").status_code == 400
    assert member.get(f"/api/v1/people/{digits}/").status_code == 404


def test_a_session_of_the_demo_ends_with_the_demo(as_persona, settings):
    client = as_persona("member")
    session = client.session
    session[demo.SESSION_KEY] = "member"
    session.save()
    settings.DEMO = True
    demo.mark_demo()
    assert client.get("/people/").status_code == 200
    settings.DEMO = False
    assert client.get("/people/").status_code == 302
    assert client.get("/people/").status_code == 302
