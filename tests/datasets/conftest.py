"""Who looks at the catalogue, and small things to look at. Everybody and everything is invented."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from django.test import Client

PATH = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r01040/ddbar/mdst"


@pytest.fixture
def appoint(db: None) -> Callable[..., Client]:
    """Sign a new person in: `appoint("Name", ("group code", "post"), ...)`; `member=False` for an outsider."""
    from django.contrib.auth import get_user_model

    from members.models import Appointment, Category, Group, Institute, Membership, Person
    from portal.periods import Period

    since = Period(date(2020, 1, 1), None)

    def make(name: str, *posts: tuple[str, str], member: bool = True) -> Client:
        user = get_user_model().objects.create_user(name.lower(), f"{name.lower()}@example.org")
        person = Person.objects.create(
            given_name="Kim", family_name=name, paper_name=f"K. {name}", email=user.email, user=user
        )
        if member:
            institute, _ = Institute.objects.get_or_create(
                short_name="Elbe", defaults={"name": "Elbe Institute", "period": since}
            )
            category, _ = Category.objects.get_or_create(code="staff", defaults={"name": "Staff"})
            Membership.objects.create(person=person, institute=institute, category=category, period=since)
        for code, post in posts:
            group, _ = Group.objects.get_or_create(code=code, defaults={"name": code, "kind": "production"})
            Appointment.objects.create(person=person, group=group, post=post, period=since)
        client = Client()
        client.force_login(user)
        client.user = user  # type: ignore[attr-defined]
        return client

    return make


@pytest.fixture
def member(appoint: Callable[..., Client]) -> Client:
    return appoint("Sommer")


@pytest.fixture
def manager(appoint: Callable[..., Client]) -> Client:
    """The production manager."""
    return appoint("Winter", ("data-production", "manager"))


@pytest.fixture
def outsider(appoint: Callable[..., Client]) -> Client:
    """Somebody who can sign in and is no member."""
    return appoint("Herbst", member=False)


@pytest.fixture
def datasets(db: None) -> Callable[[Iterable[str]], list]:
    """Put paths into the catalogue; gives their rows in the same order."""
    from datasets.catalogue.importers import register
    from datasets.catalogue.models import Dataset
    from datasets.catalogue.places import classify

    def make(*paths: str) -> list[Dataset]:
        register([classify(path) for path in paths])
        found = Dataset.objects.in_bulk(paths, field_name="path")
        return [found[path] for path in paths]

    return make
