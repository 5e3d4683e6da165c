"""The verbs of a record: names with their past, addresses that are proved, identifiers that are one person's."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from members.people import actions
from members.people.models import Person, PersonAddress, PersonIdentifier
from portal.accounts.actions import link_identity
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.periods.asof import FIRST
from portal.policy import SYSTEM, Denied

ORCID = "0000-0002-1825-0097"
SUBJECT, ISSUER = "/C=NO/O=Grid/CN=Ida Quist", "/C=NO/O=Grid/CN=Grid CA"


@pytest.fixture
def ida(world):
    person = world.person("Ida", "Quist", account="ida")
    world.member(person, "Sundridge")
    return person


def test_a_new_name_keeps_the_old_one_with_its_period(world, ida):
    leap = date(2024, 2, 29)
    actions.rename(ida, by=world.user("ida"), on=leap, family_name="van  der\u200b Berg", reason="married")
    actions.rename(ida, by=world.user("office"), on=world.today, given_name="Ida Marie", family_name="Ås")
    assert (ida.full_name, ida.paper_name, ida.paper_family) == ("Ida Marie Ås", "I. M. Ås", "Ås")
    assert ida.sort_key == "as im"
    names = [(str(row), row.period) for row in ida.former_names.order_by("period")]
    assert names == [("Ida Quist", Period(FIRST, leap)), ("Ida van der Berg", Period(leap, world.today))]
    assert {"quist", "berg", "as"} <= set(ida.search_name.split())
    assert [entry.verb for entry in entries(ida)[:2]] == ["rename", "rename"]


@pytest.mark.parametrize(
    ("days", "names", "words"),
    [
        (1, {"family_name": "Berg"}, "from its day on, not before"),
        (0, {"family_name": "Quist"}, "the same as before"),
        (0, {"family_name": "123"}, "the family name has no letters"),
        (0, {"paper_name": "..."}, "the name on papers has no letters"),
    ],
)
def test_a_new_name_is_refused_in_words(world, ida, days, names, words):
    with pytest.raises(MoveRefused, match=words):
        actions.rename(ida, by=SYSTEM, on=world.today + timedelta(days=days), **names)
    assert not ida.former_names.exists()


def test_two_new_names_do_not_overlap(world, ida):
    actions.rename(ida, by=SYSTEM, on=date(2024, 1, 1), family_name="Berg")
    with pytest.raises(MoveRefused, match="that since 2024-01-01"):
        actions.rename(ida, by=SYSTEM, on=date(2024, 1, 1), family_name="Dahl")


def test_a_correction_keeps_no_earlier_name_and_says_why(world, ida):
    with pytest.raises(MoveRefused, match="say why"):
        actions.correct_name(ida, by=world.user("ida"), reason=" ", family_name="Kvist")
    actions.correct_name(ida, by=world.user("ida"), reason="a typo", family_name="Kvist")
    assert (ida.family_name, ida.paper_name, ida.former_names.count()) == ("Kvist", "I. Kvist", 0)
    assert entries(ida)[0].reason == "a typo"


def test_printing_follows_the_person(world, ida):
    actions.print_as(ida, by=world.user("ida"), paper_name="I.-M. Ökvist", initials="I.-M.", sort_override="Kvist")
    assert (ida.paper_given, ida.paper_family, ida.sort_key) == ("I.-M.", "Ökvist", "kvist im")


@pytest.mark.parametrize("who", ["member", "delegate"])
def test_others_change_nothing(world, ida, who):
    user = world.user(who)
    row = PersonAddress.objects.create(person=ida, address="more@lab.example", confirmed_at="2024-01-01T00:00Z")
    code = PersonIdentifier.objects.create(person=ida, kind="ORCID", value=ORCID)
    for verb in (
        lambda: actions.rename(ida, by=user, on=world.today, family_name="Other"),
        lambda: actions.correct_name(ida, by=user, reason="x", family_name="Other"),
        lambda: actions.print_as(ida, by=user, paper_name="Other"),
        lambda: actions.add_address(ida, by=user, address="mine@lab.example"),
        lambda: actions.use_address(row, by=user),
        lambda: actions.retire_address(row, by=user),
        lambda: actions.add_identifier(ida, by=user, kind="INSPIRE", value="INSPIRE-00000001"),
        lambda: actions.retire_identifier(code, by=user),
    ):
        with pytest.raises(Denied):
            verb()


def link_in(text):
    return re.search(r"http\S+(/people/address/\S+)", text)[1]


def test_an_address_is_proved_by_its_mail_and_then_takes_over(world, visit, mails, ida):
    client = visit("ida")
    assert client.post(f"/people/{ida.pk}/addresses/", {"address": "New@Lab.example"}).status_code == 302
    row = ida.addresses.get()
    with pytest.raises(MoveRefused, match="confirm the address first"):
        actions.use_address(row, by=world.user("ida"))
    to, _, text = mails()[-1]
    link = link_in(text)
    assert to == "New@Lab.example"
    client = visit("")  # the link works without signing in, and opening it changes nothing
    assert "Is it yours?" in client.get(link).content.decode()
    assert PersonAddress.objects.get().confirmed_at is None
    assert client.post(link).status_code == 302
    assert "is confirmed" in client.get(link).content.decode()
    assert client.get(link[:-2] + "x/").status_code == 404
    row.refresh_from_db()
    assert entries(row)[0].who == "the owner of the address"
    client = visit("ida")
    assert client.post(f"/people/{ida.pk}/addresses/{row.pk}/use/").status_code == 302
    ida.refresh_from_db()
    assert ida.email == "New@Lab.example"
    assert ida.email_confirmed_at is not None
    assert list(ida.addresses.values_list("address", flat=True)) == ["ida@lab.example"]
    assert mails()[-1][0] == "ida@lab.example"  # the former address hears of it
    assert "New@Lab.example" not in mails()[-1][2]


def test_addresses_are_retired_but_still_recognise(world, ida):
    user = world.user("ida")
    row = actions.add_address(ida, by=user, address="old@lab.example")
    actions.confirm_address(row, by=user)
    actions.retire_address(row, by=user)
    row.refresh_from_db()
    assert row.retired_on == world.today
    with pytest.raises(MoveRefused, match="no longer used since"):
        actions.retire_address(row, by=user)
    waiting = actions.add_address(ida, by=user, address="slip@lab.example")
    actions.retire_address(waiting, by=user)
    assert list(ida.addresses.values_list("address", flat=True)) == ["old@lab.example"]
    with pytest.raises(MoveRefused, match="no longer on the record"):
        actions.confirm_address(waiting, by=user)
    with pytest.raises(MoveRefused, match="goes to this address already"):
        actions.add_address(ida, by=user, address="IDA@lab.example")
    for number in range(5):
        actions.add_address(ida, by=user, address=f"a{number}@lab.example")
    with pytest.raises(MoveRefused, match="too many addresses wait"):
        actions.add_address(ida, by=user, address="one-more@lab.example")


def test_certificates_are_one_text_and_one_persons(world, ida):
    user = world.user("ida")
    row = actions.add_identifier(ida, by=user, kind="CERT", value=SUBJECT, issuer=ISSUER)
    assert (row.value, row.issuer) == ("CN=Ida Quist,O=Grid,C=NO", "CN=Grid CA,O=Grid,C=NO")
    with pytest.raises(MoveRefused, match="the record has it already"):
        actions.add_identifier(ida, by=user, kind="CERT", value=row.value, issuer=row.issuer)
    actions.add_identifier(ida, by=user, kind="CERT", value=SUBJECT, issuer="/C=NO/O=Grid/CN=Next CA")
    with pytest.raises(MoveRefused, match="write the issuer"):
        actions.add_identifier(ida, by=user, kind="CERT", value="/C=NO/CN=Ida", issuer="")
    with pytest.raises(MoveRefused, match="issuer: not the name"):
        actions.add_identifier(ida, by=user, kind="CERT", value="/C=NO/CN=Ida", issuer="Grid CA")
    other = world.user("member")
    with pytest.raises(MoveRefused) as refused:
        actions.add_identifier(other.person, by=other, kind="CERT", value=row.value, issuer=ISSUER)
    assert str(refused.value) == "another record has it; the membership office can find out why"
    with pytest.raises(MoveRefused, match="Ida Quist has it"):
        actions.add_identifier(other.person, by=world.user("office"), kind="CERT", value=SUBJECT, issuer=ISSUER)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "ORCID", "value": "0000-0002-1825-0098"}, "check digit is wrong"),
        ({"kind": "ORCID", "value": "none"}, "write it down"),
        ({"kind": "INSPIRE", "value": "12"}, "not an INSPIRE id"),
        ({"kind": "ACCOUNT", "value": "ida"}, "a site and a user name"),
        ({"kind": "ACCOUNT", "value": "ida quist", "source": "kek"}, "without blanks"),
        ({"kind": "CCID", "value": "1"}, "not kept by hand"),
    ],
)
def test_what_is_no_identifier_says_why(world, ida, given, words):
    with pytest.raises(MoveRefused, match=words):
        actions.add_identifier(ida, by=world.user("ida"), **given)


def test_an_orcid_counts_as_proved_only_by_signing_in_with_it(world, ida):
    user = world.user("ida")
    said = actions.add_identifier(ida, by=user, kind="ORCID", value=f"https://orcid.org/{ORCID}")
    assert (said.value, said.authenticated_at) == (ORCID, None)
    with pytest.raises(MoveRefused, match="another ORCID; take that away first"):
        actions.add_identifier(ida, by=user, kind="ORCID", value="0000-0001-5109-3700")
    actions.retire_identifier(said, by=user)
    link_identity(user=user, kind="oidc", issuer="https://elsewhere.example", subject=ORCID, by=user)
    said = actions.add_identifier(ida, by=user, kind="ORCID", value=ORCID)
    assert said.authenticated_at is None  # anybody can run a provider
    actions.retire_identifier(said, by=user)
    identity = link_identity(user=user, kind="oidc", issuer="https://orcid.org", subject=ORCID, by=user)
    proved = actions.add_identifier(ida, by=user, kind="ORCID", value=ORCID)
    assert proved.authenticated_at == identity.first_seen_at


def test_a_value_that_was_kept_aside_becomes_valid(world, ida):
    other = world.person("Ann", "Other")
    PersonIdentifier.objects.create(person=ida, kind="ORCID", value=ORCID, problem="another record has it")
    taken = PersonIdentifier.objects.create(person=other, kind="ORCID", value=ORCID)
    with pytest.raises(MoveRefused, match="another record has it"):
        actions.add_identifier(ida, by=world.user("ida"), kind="ORCID", value=ORCID)
    actions.retire_identifier(taken, by=SYSTEM)
    actions.add_identifier(ida, by=world.user("ida"), kind="ORCID", value=ORCID)
    assert ida.identifiers.get().problem == ""


def test_an_erased_record_takes_no_address(world, ida):
    Person.objects.filter(pk=ida.pk).update(email="", erased_at="2026-01-01T00:00Z")
    with pytest.raises(MoveRefused, match="were erased"):
        actions.add_address(ida, by=world.user("ida"), address="new@lab.example")
