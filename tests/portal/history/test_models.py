"""Events cannot be changed, and derived or secret columns are not in them."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection

from members.models import Category, MembershipRequest, Person
from portal.embedded.cluster import Cluster

Event = Category.pgh_event_model


@pytest.fixture
def category(db: None) -> Category:
    return Category.objects.create(code="trainee", name="PhD student")


@pytest.mark.parametrize(
    "forge",
    [
        "UPDATE members_categoryevent SET name = 'forged'",
        'UPDATE members_categoryevent SET pgh_context = \'{"who": "somebody else"}\'',
        "UPDATE members_categoryevent SET pgh_created_at = '2001-01-01'",
        "DELETE FROM members_categoryevent",
    ],
)
def test_events_cannot_be_rewritten(category: Category, forge: str) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), connection.cursor() as cursor:
        cursor.execute(forge)


@pytest.mark.django_db(transaction=True)
def test_a_write_from_a_database_client_is_in_the_history(cluster: Cluster) -> None:
    Category.objects.create(code="trainee", name="PhD student")
    key = connection.settings_dict
    psql = [cluster.programs.path("psql"), "-h", key["HOST"], "-p", str(key["PORT"]), "-U", key["USER"]]
    subprocess.run(
        [
            *psql,
            "-d",
            key["NAME"],
            "-c",
            "UPDATE members_category SET name = 'Doctoral student' WHERE code = 'trainee'",
        ],
        check=True,
        capture_output=True,
    )
    event = Event.objects.get(pgh_label="update")
    assert (event.name, event.pgh_context, event.pgh_context_id) == ("Doctoral student", None, None)


def test_a_statement_that_changes_nothing_is_no_event(category: Category) -> None:
    category.save()
    Category.objects.filter(pk=category.pk).update(name=category.name)
    assert Event.objects.filter(code="trainee").count() == 1


def test_derived_columns_and_secrets_are_not_kept() -> None:
    person = {field.name for field in Person.pgh_event_model._meta.fields}
    request = {field.name for field in MembershipRequest.pgh_event_model._meta.fields}
    assert "family_name" in person
    assert person & {"sort_key", "search_name"} == set()
    assert "token" not in request


def test_events_are_stamped_when_they_happen_not_when_their_transaction_began(category: Category) -> None:
    category.name = "later"
    category.save()
    first, second = Event.objects.filter(code="trainee").order_by("pgh_id").values_list("pgh_created_at", flat=True)
    assert first < second
    assert datetime.now(UTC) - second < timedelta(minutes=1)


def test_every_event_table_is_append_only() -> None:
    """Also those that come later: whoever tracks a model protects its events."""
    tables = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    protected = {model for model in tables for trigger in model._meta.triggers if trigger.name == "append_only"}
    assert len(tables) > 10
    assert protected == {model for model in tables if not model._meta.proxy}
