"""Reading a certificate file (PEM): whose it is, who issued it, and whether an accepted authority really did.

A certificate is public: holding the file proves nothing about who hands it in. It saves typing, and it tells whether
the names are real; that the person owns it is for the office to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtensionOID

from members.people.certificates import distinguished_name

LARGEST = 100_000
"""Bytes; a chain of certificates is a tenth of it."""
KEY = b"PRIVATE KEY-----"


class BadCertificate(ValueError):
    """The file cannot be used; the message says why, to the person who gave it."""


@dataclass(frozen=True)
class Certificate:
    """What a file says, in the kept form of names; `verified`: signed by an authority that the by-laws accept."""

    subject: str
    issuer: str
    verified: bool


def read(content: bytes, *, authorities: str, now: datetime) -> Certificate:
    """The first certificate of a file, which is that of the person. Raises BadCertificate.

    Where a folder of accepted authorities is named, a certificate that none of them signed is refused.
    """
    if len(content) > LARGEST:
        raise BadCertificate(f"the file has {len(content):,} bytes; at most {LARGEST:,} are read")
    if KEY in content:
        raise BadCertificate("the file holds a private key, which nobody should see; upload the certificate alone")
    try:
        found = x509.load_pem_x509_certificate(content)
        subject, issuer = _name(found.subject), _name(found.issuer)
    except BadCertificate:
        raise
    except ValueError as error:
        raise BadCertificate("the file is no certificate in PEM form (-----BEGIN CERTIFICATE-----)") from error
    if now < found.not_valid_before_utc:
        raise BadCertificate(f"the certificate is valid only from {found.not_valid_before_utc:%Y-%m-%d}")
    if now >= found.not_valid_after_utc:
        raise BadCertificate(f"the certificate expired on {found.not_valid_after_utc:%Y-%m-%d}")
    if _is_authority(found):
        raise BadCertificate("this is the certificate of an authority, not of a person")
    if authorities and not any(_issued(found, authority, now) for authority in _accepted(authorities)):
        raise BadCertificate(f"it was not issued by an authority that the by-laws accept (it names {issuer})")
    return Certificate(subject, issuer, bool(authorities))


def _name(name: x509.Name) -> str:
    checked = distinguished_name(name.rfc4514_string())
    if checked.problem or not checked.value:
        raise BadCertificate(checked.problem or "the certificate names nobody")
    return checked.value


def _is_authority(found: x509.Certificate) -> bool:
    try:
        return bool(found.extensions.get_extension_for_oid(ExtensionOID.BASIC_CONSTRAINTS).value.ca)  # type: ignore[attr-defined]
    except (x509.ExtensionNotFound, ValueError):
        return False


def _accepted(folder: str) -> Iterator[x509.Certificate]:
    """The certificates of a folder; files that hold none (policies, revocation lists) are passed over."""
    try:
        paths = sorted(path for path in Path(folder).iterdir() if path.is_file())
    except OSError as error:
        raise BadCertificate("the folder of accepted authorities (by-laws) cannot be read; tell the office") from error
    for path in paths:
        try:
            yield from x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError):
            continue


def _issued(found: x509.Certificate, authority: x509.Certificate, now: datetime) -> bool:
    if not _is_authority(authority) or not authority.not_valid_before_utc <= now < authority.not_valid_after_utc:
        return False
    try:
        found.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
