"""`python -m benchmarks.prepare NAME SIZE`: make a database, migrate and fill it.

Prints the session of a member, and a person to look at.
"""

import os
import sys

import django
import psycopg


def main(name: str, size: int) -> None:
    """Make, fill, print."""
    from django.conf import settings

    key = settings.DATABASES["default"]
    with psycopg.connect(
        host=key["HOST"], port=key["PORT"], user=key["USER"], dbname="postgres", autocommit=True
    ) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    django.setup()
    from django.core.management import call_command

    from benchmarks import fill
    from members.people.models import Person
    from portal.accounts.models import User
    from portal.accounts.sessions import SessionStore

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    fill.people(size)
    fill.datasets(size)
    user = User.objects.create_user("reader")
    person = Person.objects.order_by("pk")[2]
    person.user = user
    person.save()
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    print(session.session_key, person.pk)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    main(sys.argv[1], int(sys.argv[2]))
