"""What follows from an approval: record, membership, account; and what makes it impossible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from members.requests import actions
from portal.accounts.claims import Claims
from portal.accounts.mail import PASSWORD_LINK
from portal.accounts.models import Identity, User
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.periods import Period

SSO = Claims(kind="oidc", issuer="https://sso.example", subject="u-77")


def test_approval_makes_person_membership_and_account(world, mails):
    request = world.waiting(
        native_name="عائشة بن موسى", orcid="0000-0002-1825-0097", ends_on=world.today + timedelta(days=40)
    )
    person = world.approve(request, reason="met in the group meeting")
    assert (person.full_name, person.native_name, person.paper_name) == (
        "Aïcha Benmoussa",
        "عائشة بن موسى",
        "A. Benmoussa",
    )
    assert (person.email, person.email_confirmed_at) == (request.email, request.confirmed_at)
    membership = person.memberships.get()
    assert membership.period == Period(request.starts_on, world.today + timedelta(days=41))
    assert (membership.institute, membership.category) == (request.institute, request.category)
    assert person.identifiers.values_list("kind", "value", "problem").get() == ("ORCID", "0000-0002-1825-0097", "")
    assert (person.user.username, person.user.email) == ("abenmoussa", request.email.lower())
    assert not person.user.has_usable_password()
    assert (request.state, request.decided_by, request.reason) == (
        "approved",
        world.user("delegate"),
        "met in the group meeting",
    )
    approved = [text for to, subject, text in mails() if subject.startswith("You are a member from")]
    assert len(approved) == 1
    assert "link to choose your password" in approved[0]
    assert Effect.objects.filter(kind=PASSWORD_LINK).count() == 1


def test_the_identity_that_vouched_signs_in_and_no_password_mail_leaves(world, mails):
    request = world.waiting(SSO)
    person = world.approve(request)
    identity = Identity.objects.get(issuer=SSO.issuer, subject=SSO.subject)
    assert identity.user == person.user
    assert [subject for _, subject, _ in mails()][-1].startswith("You are a member from")
    assert "same way as when you filed" in mails()[-1][2]
    assert not Effect.objects.filter(kind=PASSWORD_LINK).exists()


def test_two_requests_with_one_identity_become_one_person_at_two_institutes(world, mails):
    first, second = world.waiting(SSO), world.waiting(SSO, institute=world.institutes["Northgate"])
    person = world.approve(first)
    assert world.approve(second, by="stranger") == person
    assert list(person.memberships.values_list("institute__short_name", "position")) == [
        ("Sundridge", 0),
        ("Northgate", 1),
    ]
    assert "Sign in as before" in mails()[-1][2]


def test_namesakes_stay_two_people_with_two_usernames(world):
    one, other = world.waiting(), world.waiting()
    first, second = world.approve(one), world.approve(other)
    assert first != second
    assert [first.user.username, second.user.username] == ["abenmoussa", "abenmoussa2"]


def test_a_username_that_somebody_had_is_not_given_again(world):
    User.objects.create_user("abenmoussa").delete()
    assert world.approve(world.waiting()).user.username == "abenmoussa2"


@pytest.mark.parametrize(
    ("given", "family", "username"),
    [
        ("Łukasz", "Żółkiewski", "lzolkiewski"),
        ("", "Sukarno", "sukarno"),
        ("葵", "中村", "member2"),  # no Latin letter, and `member` is taken
        ("Anne-Marie", "von der Heidenreich-Mühlbach", "avonderheide"),
        ("Seán", "O’Brien", "sobrien"),
    ],
)
def test_usernames_are_plain_letters_of_the_name(world, given, family, username):
    assert world.approve(world.waiting(given_name=given, family_name=family)).user.username == username


def test_hostile_names_are_text_everywhere(world, mails):
    name = "Rob<script>alert(1)</script>\r\nBcc: all@lab.example\u2028x"
    request = world.waiting(family_name=name)
    person = world.approve(request)
    assert person.family_name == "Rob<script>alert(1)</script> Bcc: all@lab.example x"
    assert {to for to, _, _ in mails()} == {request.email, "delegate@lab.example", "deputy@lab.example"}
    assert all(len(subject.splitlines()) == 1 for _, subject, _ in mails())


def test_a_taken_orcid_is_kept_beside_the_record(world):
    known = world.person("Hanh", "Tran")
    PersonIdentifier.objects.create(person=known, kind="ORCID", value="0000-0002-1825-0097")
    person = world.approve(world.waiting(orcid="0000-0002-1825-0097"))
    assert person != known
    assert person.identifiers.get().problem == "another record has the same ORCID iD"


def test_a_returning_member_keeps_the_record_and_the_account(world, mails):
    known = world.person("Hanh", "Tran", account="htran", native_name="Trần Thị Hạnh")
    world.member(known, "Northgate", until=world.today - timedelta(days=900))
    request = world.waiting(
        given_name="Thi Hanh", family_name="Tran", native_name="陳氏幸", orcid="0000-0002-1825-0097"
    )
    address = known.email
    actions.recognise(request, person=known, by=world.user("delegate"))
    assert world.approve(request) == known
    known.refresh_from_db()
    assert (known.full_name, known.native_name, known.user.username) == ("Hanh Tran", "Trần Thị Hạnh", "htran")
    assert (known.email, known.memberships.count(), known.identifiers.get().problem) == (address, 2, "")
    assert address not in ("", request.email)
    assert "Sign in as before" in mails()[-1][2]
    assert [entry.verb for entry in entries(request)] == ["approve", "recognise", "confirm", "file"]


def test_a_delegate_cannot_open_an_account_to_another_identity(world):
    """Saying "the same person" of somebody with an account gives neither the sign-in nor the mail to the applicant."""
    known = world.person("Hanh", "Tran", account="htran")
    request = world.waiting(SSO)
    actions.recognise(request, person=known, by=world.user("delegate"))
    address = known.email
    assert world.approve(request) == known
    known.refresh_from_db()
    assert (known.user.identities.count(), known.email) == (0, address)


def test_whoever_is_there_already_is_refused_and_nothing_is_left(world):
    request = world.waiting()
    actions.recognise(request, person=world.user("member").person, by=world.user("delegate"))
    people = Person.objects.count()
    with pytest.raises(MoveRefused, match="Member Moreau is a member of Sundridge at that time already"):
        world.approve(request)
    request.refresh_from_db()
    assert (request.state, request.decided_at, Person.objects.count()) == ("waiting", None, people)


def test_an_institute_that_left_is_refused_in_words_and_declining_stays_possible(world):
    request = world.waiting()
    world.institutes["Sundridge"].period = Period(date(2019, 3, 1), request.starts_on)
    world.institutes["Sundridge"].save()
    last = request.starts_on - timedelta(days=1)
    with pytest.raises(MoveRefused, match=f"the last day of Sundridge in the collaboration is {last}"):
        world.approve(request)
    actions.decline(request, by=world.user("delegate"), reason="the institute has left")
    assert request.state == "declined"


def test_an_institute_that_has_not_joined_is_refused_in_words(world):
    world.institute("Later", since=world.today + timedelta(days=30))
    request = world.waiting(institute=world.institutes["Later"])
    world.delegate(world.user("delegate").person, "Later")
    with pytest.raises(MoveRefused, match="Later joins the collaboration on"):
        world.approve(request)


def test_a_membership_ends_with_the_institute_at_the_latest(world):
    end = world.today + timedelta(days=100)
    world.institute("Leaving", until=end)
    world.delegate(world.user("delegate").person, "Leaving")
    for ends_on in (None, end + timedelta(days=200)):
        person = world.approve(world.waiting(institute=world.institutes["Leaving"], ends_on=ends_on))
        assert person.memberships.get().period.upper == end


def test_leap_days_are_days(world):
    person = world.approve(world.waiting(starts_on=date(2024, 2, 29), ends_on=date(2028, 2, 29)))
    membership = person.memberships.get()
    assert membership.period == Period(date(2024, 2, 29), date(2028, 3, 1))
    assert [
        Membership.objects.filter(pk=membership.pk).current(day).count()
        for day in (
            date(2024, 2, 28),
            date(2024, 2, 29),
            date(2028, 2, 29),
            date(2028, 3, 1),
        )
    ] == [0, 1, 1, 0]
