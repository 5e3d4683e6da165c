"""`manage.py link_identity USERNAME ISSUER SUBJECT`: let somebody's single sign-on open an account."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.actions import IdentityTaken, link_identity
from portal.accounts.models import Identity, User


class Command(BaseCommand):
    """Links (issuer, subject) to an account; saying it twice changes nothing."""

    help = "Let an outside identity sign in to an account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("issuer", help="as in PORTAL_OIDC_ISSUER; for LDAP the address and base, ldap://HOST/BASE")
        parser.add_argument("subject", help="the 'sub' of the issuer's tokens; for LDAP the entryUUID")
        parser.add_argument("--kind", choices=Identity.Kind.values, default=Identity.Kind.OIDC.value)
        parser.add_argument("--reason", default="", help="kept in the history")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']}.")
        try:
            identity = link_identity(
                user=user,
                kind=options["kind"],
                issuer=options["issuer"],
                subject=options["subject"],
                by=None,
                reason=options["reason"],
            )
        except IdentityTaken as error:
            raise CommandError(f"{error}.") from error
        self.stdout.write(f"{identity} signs in to the account {user}.")
