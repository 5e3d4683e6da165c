"""Access tokens: made once, shown once, ended in time, and no way around what their owner may."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.accounts import actions as accounts
from portal.accounts.models import ApiToken
from portal.accounts.tokens.actions import MOST, TooMany, issue, revoke
from portal.accounts.tokens.queries import digest, valid
from portal.history import entries
from portal.policy import SYSTEM
from portal.testing.data_rows import collection, dataset


@pytest.fixture
def token(personas):
    """`token("member")`: the secret of a new token of the persona."""

    def make(persona, scope="read", **changes):
        made, secret = issue(user=personas[persona], name="laptop", scope=scope, days=30, by=personas[persona])
        ApiToken.objects.filter(pk=made.pk).update(**changes) if changes else None
        return secret

    return make


def ask(secret, address="/api/v1/datasets/", method="get", **more):
    return getattr(Client(enforce_csrf_checks=True), method)(
        address, headers={"Authorization": f"Bearer {secret}"}, **more
    )


def test_a_token_opens_what_its_owner_sees_and_no_more(personas, token):
    dataset(1)
    hidden = collection("test", 1)
    assert ask(token("member")).json()["count"] == 1
    assert ask(token("applicant")).status_code == 403
    seen = {who: ask(token(who), "/api/v1/collections/").json()["count"] for who in ("member", "manager")}
    assert seen == {"member": 0, "manager": 1}
    assert ask(token("member"), hidden.get_absolute_url()).status_code == 404


def test_lists_are_exported_by_token_too(personas, token):
    row = dataset(1)
    answer = ask(token("member"), "/datasets/?format=txt")
    assert b"".join(answer.streaming_content).decode() == f"{row.path}\n"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("secret", ["x", "portal_" + "a" * 43, " "])
def test_what_nobody_made_is_refused(personas, secret):
    answer = ask(secret)
    if not secret.strip():
        assert answer.status_code == 403
        return
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert answer.json() == {"detail": "This access token is not known, or it was revoked."}


def test_it_ends_by_itself_and_when_it_is_revoked(personas, token):
    today = timezone.localdate()
    ended = ask(token("member", expires_on=today))
    assert (ended.status_code, ended.json()["detail"]) == (401, f"This access token ended on {today}. Make a new one.")
    assert ask(token("member", expires_on=today + timedelta(days=1))).status_code == 200
    secret = token("member")
    revoke(token=ApiToken.objects.get(digest=digest(secret)), by=personas["member"])
    assert ask(secret).status_code == 401


def test_the_session_of_the_browser_does_not_help_a_bad_token(personas, as_persona):
    answer = as_persona("member").get("/api/v1/datasets/", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401


def test_writing_needs_the_scope_and_the_api(personas, token):
    made = collection("published", 1)
    address = f"/api/v1/collections/{made.pk}/moves/withdraw/"
    body = {"data": {"reason": "wrong"}, "content_type": "application/json", "method": "post"}
    answer = ask(token("manager"), address, **body)
    assert (answer.status_code, answer.json()["detail"]) == (403, "This access token may only read.")
    assert ask(token("member", "write"), address, **body).status_code in (403, 404, 409)
    page = ask(token("manager", "write"), "/account/tokens/new/", method="post", data={"name": "x"})
    assert (page.status_code, page.json()["detail"]) == (403, "An access token writes through the API alone.")
    assert ask(token("manager", "write"), address, **body).status_code == 200
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert next(iter(entries(made))).who == "manager" or "Manager" in next(iter(entries(made))).who


@pytest.mark.parametrize("verb", ["close_account", "set_password", "erase_account"])
def test_tokens_go_with_what_they_came_from(personas, token, verb):
    user, secret = personas["member"], token("member")
    getattr(accounts, verb)(user=user, by=SYSTEM, **({"password": "a long walk"} if verb == "set_password" else {}))
    assert ask(secret).status_code == 401
    assert not valid(user).exists()


def test_an_administrator_needs_the_second_factor(personas, token):
    assert ask(token("administrator")).status_code == 200
    personas["administrator"].authenticator_set.all().delete()
    assert ask(token("administrator")).status_code == 403


def test_the_secret_is_kept_nowhere(personas, token, tmp_path):
    secret = token("member")
    ask(secret)
    with (tmp_path / "dump.json").open("w") as file:
        call_command("dumpdata", "portal", stdout=file)
    dumped = (tmp_path / "dump.json").read_text()
    assert "laptop" in dumped
    assert secret not in dumped
    events = dumped.split('"portal.apitokenevent"')[1]
    assert digest(secret) not in events


def test_use_is_noted_and_not_on_every_request(personas, token):
    secret = token("member")
    ask(secret)
    first = ApiToken.objects.get().last_used_at
    ask(secret)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(hours=1))
    ask(secret)
    assert ApiToken.objects.get().last_used_at > first


def test_one_has_so_many_and_no_more(personas):
    user = personas["member"]
    for number in range(MOST):
        issue(user=user, name=f"{number}", scope="read", days=30, by=user)
    with pytest.raises(TooMany):
        issue(user=user, name="one more", scope="read", days=30, by=user)
    revoke(token=valid(user).first(), by=user)
    issue(user=user, name="one more", scope="read", days=30, by=user)


def test_people_make_see_and_revoke_their_own(personas, as_persona):
    member = as_persona("member")
    assert "New access token" in member.get("/account/security/").content.decode()
    assert member.post("/account/tokens/new/", {"name": "", "scope": "all", "days": "9999"}).status_code == 422
    assert not ApiToken.objects.exists()
    answer = member.post("/account/tokens/new/", {"name": "<i>night", "scope": "read", "days": "90"})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert ask(secret).status_code == 200
    listed = member.get("/account/security/").content.decode()
    assert "&lt;i&gt;night" in listed
    assert secret not in listed
    [made] = ApiToken.objects.all()
    address = f"/account/tokens/{made.pk}/revoke/"
    assert as_persona("delegate").post(address).status_code == 404
    assert member.get(address).status_code == 200
    assert ask(secret).status_code == 200
    member.post(address)
    assert ask(secret).status_code == 401
    assert as_persona("outsider").get("/account/tokens/new/").status_code == 302
