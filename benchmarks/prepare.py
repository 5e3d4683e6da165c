"""`python -m benchmarks.prepare NAME SIZE [members]`: make a database, migrate and fill it.

Prints as JSON the sessions of a member, a delegate of the big institute and somebody of the office, and what to look
at.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from typing import Any

import django
import psycopg


def main(name: str, size: int, part: str = "lists") -> None:
    """Make, fill, print."""
    database(name)
    from django.core.management import call_command

    from benchmarks import fill
    from members.institutes.models import Institute
    from members.people.models import Person

    call_command("collectstatic", verbosity=0, interactive=False)
    if part == "members":
        fill.collaboration(size)
    else:
        fill.people(size)
        fill.datasets(size)
    first, _, third, fourth = Person.objects.order_by("pk")[:4]
    cookies = {"member": _session("reader", third)}
    if part == "members":
        _office(fourth)
        cookies |= {"delegate": _session("delegate", first), "office": _session("office", fourth)}
    institute = Institute.objects.order_by("pk")[0]
    print(json.dumps({"cookies": cookies, "keys": {"person": third.pk, "institute": institute.pk}}))


def database(name: str) -> None:
    """An empty database with today's tables; Django is set up for it already."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    key = settings.DATABASES["default"]
    with psycopg.connect(
        host=key["HOST"], port=key["PORT"], user=key["USER"], dbname="postgres", autocommit=True
    ) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    call_command("migrate", verbosity=0)


def _session(account: str, person: Any) -> str:
    """The key of a session in which the person is signed in."""
    from django.conf import settings

    from portal.accounts.models import User
    from portal.accounts.sessions import SessionStore

    user = User.objects.create_user(account)
    person.user = user
    person.save()
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _office(person: Any) -> None:
    from members.groups.models import Appointment, Group
    from portal.periods import Period

    term = Period(date(2019, 1, 1), None)
    group, _ = Group.objects.get_or_create(code="office", defaults={"name": "Membership office", "kind": "office"})
    Appointment.objects.create(person=person, group=group, post="coordinator", period=term)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
