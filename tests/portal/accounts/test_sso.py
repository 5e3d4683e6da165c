"""Single sign-on through Chromium against the certified OpenID provider, well-behaved and not.

Each misbehaviour is signed with the provider's own key and wrong in one way only, so that a missing check would
sign somebody in.
"""

import re
from datetime import date

import pytest
from django.contrib.auth import SESSION_KEY

from portal.accounts.models import Identity, Session, User
from portal.accounts.sso import UNREACHABLE, UNTRUSTED
from portal.accounts.sso_views import ENDED, SWITCHED_OFF, USED_UP
from portal.registry import Access
from portal.testing.servers import oidc_provider

pytestmark = [
    pytest.mark.needs("chromium", "oidc-provider"),
    pytest.mark.django_db(transaction=True),
]

PEOPLE = {
    "subject-of-ada": {
        "given_name": "Ada",
        "family_name": "Example",
        "email": "ada@lab.example",
        "email_verified": True,
    },
    "subject-of-eve": {
        "given_name": "Eve",
        "family_name": "Example",
        "email": "ada@lab.example",  # claims the address of somebody else, verified as it says
        "email_verified": True,
    },
}


@pytest.fixture(scope="module")
def provider(live_server):
    callback = f"{live_server.url}/sign-in/sso/callback/"
    with oidc_provider(redirect_uris=[callback], people=PEOPLE, impersonate="subject-of-ada") as running:
        yield running


@pytest.fixture
def portal(configure, provider, live_server):
    """The portal's address, with single sign-on set up and Ada's identity linked."""
    configure(provider.environment())
    ada = User.objects.create_user("ada", "ada@lab.example")
    Identity.objects.create(user=ada, kind="oidc", issuer=provider.issuer, subject="subject-of-ada")
    yield live_server.url
    provider.misbehave("")


def sign_in(page, portal, subject, then=""):
    """From our sign-in page to the provider, and through its two pages back to us."""
    page.goto(f"{portal}/sign-in/{then}")
    page.locator("a[href*='/sign-in/sso/']").click()
    page.get_by_placeholder("Enter any login").fill(subject)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile(re.escape(portal)))


def signed_in():
    """The usernames with an open session."""
    sessions = Session.objects.filter(user__isnull=False)
    assert all(SESSION_KEY in session.get_decoded() for session in sessions)
    return [session.user.username for session in sessions]


def alert(page):
    return page.get_by_role("alert").inner_text().strip()


def test_a_known_subject_signs_in_and_goes_where_it_wanted_to(page, portal, provider):
    sign_in(page, portal, "subject-of-ada", "?next=/account/security/")
    assert page.url == f"{portal}/account/security/"
    assert signed_in() == ["ada"]
    assert Identity.objects.get().last_used_at is not None
    assert page.get_by_role("cell", name="subject-of-ada").count() == 1


def test_the_request_carries_pkce_state_and_nonce_and_the_scopes(page, portal, provider):
    page.goto(f"{portal}/sign-in/")
    with page.expect_request(re.compile(re.escape(f"{provider.issuer}/auth"))) as asked:
        page.locator("a[href*='/sign-in/sso/']").click()
    query = dict(re.findall(r"[?&](\w+)=([^&]*)", asked.value.url))
    assert (query["code_challenge_method"], query["response_type"]) == ("S256", "code")
    assert query["scope"] == "openid+email+profile"
    assert len(query["state"]) >= 32
    assert len(query["nonce"]) >= 32


def test_the_address_of_a_known_person_under_a_foreign_subject_opens_nothing(page, portal, provider):
    sign_in(page, portal, "subject-of-eve")
    assert page.url == f"{portal}/join/"
    assert signed_in() == []
    assert User.objects.count() == 1
    assert Identity.objects.count() == 1


def make_institute():
    """One that a newcomer can ask to join: without any the page says what is missing instead of asking."""
    from members.institutes.models import Institute
    from portal.periods import Period

    Institute.objects.create(name="Example Institute", short_name="Example", period=Period(date(2019, 1, 1), None))


def test_an_unknown_person_lands_on_the_membership_request_with_verified_claims(page, portal, provider):
    sign_in(page, portal, "subject-of-eve")
    (session,) = Session.objects.all()
    assert session.get_decoded()["join_claims"] == {
        "kind": "oidc",
        "issuer": provider.issuer,
        "subject": "subject-of-eve",
        "given_name": "Eve",
        "family_name": "Example",
        "email": "ada@lab.example",
        "email_verified": True,
    }
    make_institute()
    page.reload()
    assert page.get_by_label("Family name").input_value() == "Example"


@pytest.mark.parametrize(
    "how",
    [
        "issuer",
        "audience",
        "shared audience",
        "authorized party",
        "nonce",
        "expired",
        "no expiry",
        "issued in the future",
        "unsigned",
        "foreign key",
        "no token",
        "a list for userinfo",
    ],
)
def test_a_token_that_is_wrong_in_one_way_signs_nobody_in(page, portal, provider, how):
    provider.misbehave(how)
    sign_in(page, portal, "subject-of-ada")
    assert page.url == f"{portal}/sign-in/"
    assert alert(page) == UNTRUSTED
    assert signed_in() == []


def test_a_userinfo_about_somebody_else_signs_nobody_in(page, portal, provider):
    provider.misbehave("subject of userinfo")  # Eve's token, Ada's userinfo
    sign_in(page, portal, "subject-of-eve")
    assert alert(page) == UNTRUSTED
    assert signed_in() == []
    assert not any("join_claims" in session.get_decoded() for session in Session.objects.all())


def test_a_clock_that_is_a_little_fast_is_forgiven(page, portal, provider):
    provider.misbehave("fast clock")
    sign_in(page, portal, "subject-of-ada")
    assert signed_in() == ["ada"]


def test_a_provider_that_falls_silent_does_not_hold_the_visitor(page, portal, provider, settings):
    settings.OIDC_TIMEOUT = 0.3
    provider.misbehave("silence")
    sign_in(page, portal, "subject-of-ada")
    assert alert(page) == UNREACHABLE
    assert signed_in() == []


def test_an_answer_is_good_once_and_only_in_its_own_session(page, portal, provider, browser):
    answers = []
    page.on("request", lambda request: "/callback/" in request.url and answers.append(request.url))
    sign_in(page, portal, "subject-of-ada")
    assert signed_in() == ["ada"]
    page.goto(answers[0])  # replayed by the same browser: still only the first session
    assert alert(page) == USED_UP
    Session.objects.all().delete()
    page.goto(answers[0])
    assert alert(page) == USED_UP

    stranger = browser.new_context().new_page()  # and by another one
    stranger.goto(answers[0])
    assert alert(stranger) == USED_UP
    stranger.context.close()
    assert signed_in() == []


def test_who_declines_at_the_provider_is_told_so(page, portal, provider):
    page.goto(f"{portal}/sign-in/sso/")
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(re.compile(re.escape(portal)))
    assert alert(page) == ENDED


def test_a_forged_error_does_not_sign_anybody_out(page, portal, provider):
    sign_in(page, portal, "subject-of-ada")
    page.goto(f"{portal}/sign-in/sso/callback/?error=access_denied&state=x")
    assert signed_in() == ["ada"]


def test_an_account_that_is_switched_off_stays_out(page, portal, provider):
    User.objects.update(is_active=False)
    sign_in(page, portal, "subject-of-ada")
    assert alert(page) == SWITCHED_OFF
    assert signed_in() == []


def test_ended_access_ends_single_sign_on_too(page, portal, provider, access):
    access(lambda user: Access(False, "Your membership ended on 2026-03-31."))
    sign_in(page, portal, "subject-of-ada")
    assert alert(page) == "Your membership ended on 2026-03-31."
    assert signed_in() == []
