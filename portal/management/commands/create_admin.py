"""`manage.py create_admin USERNAME EMAIL`: the first administrator of an empty site."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.accounts.actions import make_administrator, open_account, set_password
from portal.accounts.mail import password_link
from portal.accounts.models import User


class Command(BaseCommand):
    """Opens the account, or makes an existing one an administrator, and says how to enter it."""

    help = "Open an administrator's account. Prints a link by which a password is chosen, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        given = parser.add_mutually_exclusive_group()
        given.add_argument("--password-file", type=Path, help="take the password from the first line of this file")
        given.add_argument("--ask", action="store_true", help="ask for the password here")

    def handle(self, *args: Any, **options: Any) -> None:
        password = self._password(options["password_file"], ask=options["ask"])
        try:
            user = self._administrator(options["username"], options["email"], password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user} is an administrator, and is asked for a second factor after signing in.")
        if password:
            self.stdout.write(f"Sign in at {settings.BASE_URL}/sign-in/")
        else:
            hours = settings.PASSWORD_RESET_TIMEOUT // 3600
            self.stdout.write(f"Choose a password here, once, within {hours} hours:\n{password_link(user)}")

    @transaction.atomic
    def _administrator(self, username: str, email: str, password: str) -> User:
        user = User.objects.filter(username=username.lower()).first()
        if user is None:
            user = open_account(username=username, email=email, by=None, notify=False)
        if password:
            validate_password(password, user)
            set_password(user=user, password=password, by=None)
        return make_administrator(user=user, by=None, reason="create_admin")

    def _password(self, path: Path | None, *, ask: bool) -> str:
        if path is not None:
            try:
                return path.read_text(encoding="utf-8").splitlines()[0]
            except (OSError, IndexError, UnicodeDecodeError) as error:
                raise CommandError(f"No password can be read from {path}.") from error
        if not ask:
            return ""
        if not sys.stdin.isatty():
            raise CommandError("--ask needs a terminal; use --password-file.")
        password = getpass("Password: ")
        if getpass("Once more: ") != password:
            raise CommandError("The two were not the same.")
        return password
