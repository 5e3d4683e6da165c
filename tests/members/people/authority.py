"""An invented authority that issues certificates for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)


def person_name(name: str, *, short: bool = False) -> x509.Name:
    """`/C=NO/O=Grid/OU=people/CN=…`, or the last part alone."""
    parts = [] if short else [(NameOID.COUNTRY_NAME, "NO"), (NameOID.ORGANIZATION_NAME, "Grid")]
    parts += [] if short else [(NameOID.ORGANIZATIONAL_UNIT_NAME, "people")]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in [*parts, (NameOID.COMMON_NAME, name)]])


class Authority:
    """Holds a key of its own, so that two of the same name are two."""

    def __init__(self, name: str, now: datetime, until: datetime | None = None) -> None:
        self.key, self.now = ec.generate_private_key(ec.SECP256R1()), now
        parts = [(NameOID.COUNTRY_NAME, "NO"), (NameOID.ORGANIZATION_NAME, "Grid"), (NameOID.COMMON_NAME, name)]
        self.name = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])
        self.certificate = self._made(self.name, self.key, now - YEAR, until or now + YEAR, ca=True)

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(
        self,
        who: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        name: x509.Name | None = None,
    ) -> bytes:
        """A certificate of a person, valid around now; `name`: under this name instead."""
        subject = name or person_name(who)
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._made(subject, key, since or self.now - YEAR / 2, until or self.now + YEAR / 2, ca=False)
        return made.public_bytes(serialization.Encoding.PEM)

    def _made(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, since: datetime, until: datetime, *, ca: bool
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(since).not_valid_after(until)
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        return builder.sign(self.key, hashes.SHA256())
