"""Certificate files: whose, by whom, and whether an accepted authority really issued it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization

from members.people.pem import LARGEST, BadCertificate, read
from tests.members.people.authority import Authority, person_name

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority():
    return Authority("Grid CA", NOW)


@pytest.fixture
def folder(tmp_path, authority):
    """Accepted: the authority in a file with two certificates, beside files that are none."""
    other = Authority("Other CA", NOW)
    (tmp_path / "chain.pem").write_bytes(other.pem() + authority.pem())
    (tmp_path / "policy.info").write_text("alias = grid")
    (tmp_path / "binary.crl_url").write_bytes(b"\xff\x00")
    (tmp_path / "sub").mkdir()
    return str(tmp_path)


def test_names_are_in_the_kept_form_and_nothing_is_claimed_that_was_not_checked(authority):
    found = read(authority.issue("Aurélie Ruiz, Ana"), authorities="", now=NOW)
    assert found.subject == r"CN=Aurélie Ruiz\, Ana,OU=people,O=Grid,C=NO"
    assert found.issuer == "CN=Grid CA,O=Grid,C=NO"
    assert not found.verified


def test_one_of_the_accepted_authorities_issued_it(authority, folder):
    assert read(authority.issue("Ana Ruiz"), authorities=folder, now=NOW).verified


def test_the_chain_of_the_person_may_follow(authority, folder):
    found = read(authority.issue("Ana Ruiz") + authority.pem(), authorities=folder, now=NOW)
    assert (found.subject.partition(",")[0], found.verified) == ("CN=Ana Ruiz", True)


def test_the_same_name_with_another_key_is_not_the_authority(folder):
    forged = Authority("Grid CA", NOW).issue("Ana Ruiz")
    with pytest.raises(BadCertificate, match=r"not issued by an authority.*CN=Grid CA,O=Grid,C=NO"):
        read(forged, authorities=folder, now=NOW)


def test_a_person_is_no_authority_and_an_expired_authority_is_none(tmp_path, authority):
    (tmp_path / "person.pem").write_bytes(authority.issue("Grid CA", name=authority.name))
    old = Authority("Old CA", NOW, until=NOW + DAY)
    (tmp_path / "old.pem").write_bytes(old.pem())
    with pytest.raises(BadCertificate, match="not issued by"):
        read(authority.issue("Ana Ruiz"), authorities=str(tmp_path), now=NOW)
    late = old.issue("Ana Ruiz", until=NOW + 9 * DAY)
    assert read(late, authorities=str(tmp_path), now=NOW).verified
    with pytest.raises(BadCertificate, match="not issued by"):
        read(late, authorities=str(tmp_path), now=NOW + 2 * DAY)


def test_a_folder_that_cannot_be_read_accepts_nothing(authority, tmp_path):
    with pytest.raises(BadCertificate, match="cannot be read"):
        read(authority.issue("Ana Ruiz"), authorities=str(tmp_path / "gone"), now=NOW)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (NOW - 9 * DAY, NOW, "expired on 2026-11-26"),
        (NOW - 9 * DAY, NOW - DAY, "expired on 2026-11-25"),
        (NOW + DAY, NOW + 9 * DAY, "valid only from 2026-11-27"),
    ],
)
def test_one_that_is_not_valid_today_is_refused(authority, folder, since, until, words):
    with pytest.raises(BadCertificate, match=words):
        read(authority.issue("Ana Ruiz", since=since, until=until), authorities=folder, now=NOW)


def test_a_private_key_in_the_file_is_refused_before_anything_is_read(authority):
    key = authority.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(BadCertificate, match="private key"):
        read(authority.issue("Ana Ruiz") + key, authorities="", now=NOW)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no certificate in PEM form"),
        (b"\xff\xfe\x00", "no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificate in PEM form"),
        (b"a" * (LARGEST + 1), "at most 100,000"),
    ],
)
def test_what_is_no_certificate_is_refused_in_words(content, words):
    with pytest.raises(BadCertificate, match=words):
        read(content, authorities="", now=NOW)


def test_an_authority_is_nobody_and_a_name_of_one_part_neither(authority):
    with pytest.raises(BadCertificate, match="of an authority, not of a person"):
        read(authority.pem(), authorities="", now=NOW)
    with pytest.raises(BadCertificate, match="not the name of a certificate"):
        read(authority.issue("", name=person_name("Ana Ruiz", short=True)), authorities="", now=NOW)
