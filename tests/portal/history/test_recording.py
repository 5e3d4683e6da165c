"""What the triggers write beside each row: verb, actor, reason, and nothing of anybody else."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db import ProgrammingError, connection, transaction
from django.test import RequestFactory

from members.models import Category, Person
from portal.accounts.models import User
from portal.history import recorded
from portal.history.middleware import HistoryMiddleware
from portal.history.recording import current_verb
from portal.policy import SYSTEM

Event = Category.pgh_event_model


def labels(code: str) -> list[tuple[str, str, str]]:
    """(what happened, verb, who) of each event of a category, oldest first; "-" for no label."""
    events = Event.objects.filter(code=code).order_by("pgh_id")
    return [
        (event.pgh_label, (event.pgh_context or {}).get("verb", "-"), (event.pgh_context or {}).get("who", "-"))
        for event in events
    ]


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def category(db: None) -> Category:
    return Category.objects.create(code="trainee", name="PhD student")


def test_verb_actor_and_reason_are_beside_the_row(ada: User) -> None:
    with recorded("found", by=ada, reason="by-law 3.1"):
        Category.objects.create(code="trial", name="Trial")

    event = Event.objects.get(code="trial")
    assert event.pgh_context == {"verb": "found", "reason": "by-law 3.1", "by": ada.pk, "who": "ada"}
    assert event.pgh_context_id is not None


def test_rows_of_one_action_share_its_id_and_two_actions_do_not(ada: User) -> None:
    with recorded("found", by=ada):
        Category.objects.create(code="one", name="One")
        Category.objects.create(code="two", name="Two")
    with recorded("found", by=ada):
        Category.objects.create(code="three", name="Three")

    one, two, three = (Event.objects.get(code=code).pgh_context_id for code in ("one", "two", "three"))
    assert one == two
    assert three != one


def test_an_actor_is_called_by_the_name_that_the_packages_know(ada: User) -> None:
    Person.objects.create(user=ada, given_name="Ada", family_name="Sample", paper_name="A. Sample")
    with recorded("found", by=ada):
        Category.objects.create(code="trial", name="Trial")
    assert labels("trial") == [("insert", "found", "Ada Sample")]


def test_the_name_of_the_actor_is_frozen(ada: User) -> None:
    with recorded("found", by=ada):
        Category.objects.create(code="trial", name="Trial")
    User.objects.filter(pk=ada.pk).update(username="countess")
    assert labels("trial") == [("insert", "found", "ada")]


def test_acting_for_somebody_is_told(ada: User, category: Category) -> None:
    with recorded("rename", by=ada, acting_for="Charles B."):
        category.name = "Doctoral student"
        category.save()
    assert Event.objects.get(pgh_label="update").pgh_context["for"] == "Charles B."


@pytest.mark.parametrize(
    ("by", "who"),
    [
        (None, "the portal"),
        (SYSTEM, "the portal"),
        ("Mary (applicant)", "Mary (applicant)"),
        (AnonymousUser(), "somebody not signed in"),
    ],
)
def test_an_actor_without_account(db: None, by: object, who: str) -> None:
    with recorded("file", by=by):
        Category.objects.create(code="trial", name="Trial")
    assert Event.objects.get(code="trial").pgh_context["by"] is None
    assert labels("trial") == [("insert", "file", who)]


def test_an_action_inside_another_keeps_the_outer_verb(ada: User, category: Category) -> None:
    with recorded("transfer", by=ada):
        with recorded("end", by=None):
            category.name = "Former"
            category.save()
            assert current_verb() == "transfer"
        category.name = "New"
        category.save()
    assert current_verb() == ""
    assert labels("trainee")[1:] == [("update", "transfer", "ada"), ("update", "transfer", "ada")]


def test_bulk_statements_and_plain_sql_are_labelled(ada: User) -> None:
    with recorded("load", by=ada):
        Category.objects.bulk_create([Category(code=f"c{number}", name="x") for number in range(3)])
        Category.objects.filter(code="c0").update(name="y")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE members_category SET name = 'z' WHERE code = 'c1'")
            cursor.executemany("UPDATE members_category SET name = %s WHERE code = %s", [("q", "c2"), ("r", "c2")])
            cursor.execute("DELETE FROM members_category WHERE code = 'c1'")
    load = ("load", "ada")
    assert labels("c0") == [("insert", *load), ("update", *load)]
    assert labels("c1") == [("insert", *load), ("update", *load), ("delete", *load)]
    assert labels("c2") == [("insert", *load), ("update", *load), ("update", *load)]


def test_rows_that_came_by_copy_are_labelled(ada: User) -> None:
    flags = ("may_be_author", "counts_for_votes", "is_member", "pays_dues", "needs_sponsor", "needs_end")
    columns = ", ".join(f'"{name}"' for name in ("code", "name", "order", *flags))
    table = f"COPY members_category ({columns}) FROM STDIN"
    with recorded("load", by=ada), connection.cursor() as cursor, cursor.copy(table) as copy:
        copy.write_row(("copied", "Copied", 1, *(True for _ in flags)))
    assert labels("copied") == [("insert", "load", "ada")]


def test_a_write_after_an_action_in_the_same_transaction_is_not_its_own(ada: User, category: Category) -> None:
    with recorded("rename", by=ada):
        Category.objects.filter(pk=category.pk).update(name="renamed")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_category SET name = 'by hand' WHERE code = 'trainee'")
    assert labels("trainee") == [("insert", "-", "-"), ("update", "rename", "ada"), ("update", "-", "-")]


def test_a_refusal_that_is_caught_takes_the_label_off(ada: User, category: Category) -> None:
    with pytest.raises(FieldDoesNotExist), recorded("rename", by=ada):
        raise FieldDoesNotExist
    category.name = "by hand"
    category.save()
    assert labels("trainee")[-1] == ("update", "-", "-")


def test_a_broken_transaction_raises_its_own_error(ada: User, category: Category) -> None:
    with (
        pytest.raises(ProgrammingError, match="Cannot update or delete rows"),
        transaction.atomic(),
        recorded("erase", by=ada),
    ):
        Event.objects.all().delete()
    category.name = "afterwards"
    category.save()
    assert labels("trainee")[-1] == ("update", "-", "-")


@pytest.mark.django_db(transaction=True)
def test_an_action_is_one_transaction() -> None:
    def act() -> None:
        with recorded("found", by=None):
            Category.objects.create(code="trial", name="Trial")
            raise ValueError

    with pytest.raises(ValueError):
        act()
    assert not Category.objects.filter(code="trial").exists()
    assert labels("trial") == []


@pytest.mark.django_db(transaction=True)
def test_the_connection_goes_back_without_a_label() -> None:
    with recorded("found", by=None):
        Category.objects.create(code="trial", name="Trial")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        assert cursor.fetchone()[0] in (None, "")


@pytest.mark.django_db(transaction=True)
def test_two_threads_at_once_keep_their_own_labels() -> None:
    meet = threading.Barrier(2, timeout=10)

    def act(who: str) -> None:
        with recorded("found", by=who):
            meet.wait()
            Category.objects.create(code=who, name=who)
            meet.wait()
            Category.objects.filter(code=who).update(name="renamed")
        connection.close()

    threads = [threading.Thread(target=act, args=(who,)) for who in ("ada", "mary")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for who in ("ada", "mary"):
        assert labels(who) == [("insert", "found", who), ("update", "found", who)]


def respond(request: object, user: object, write: object) -> None:
    """Run a request through the middleware, with a view that does nothing but `write`."""
    request.user = user
    HistoryMiddleware(lambda _: write())(request)


def test_a_request_names_its_user_outside_of_any_action(ada: User, category: Category) -> None:
    respond(
        RequestFactory().post("/categories/1/"),
        ada,
        lambda: Category.objects.filter(pk=category.pk).update(name="renamed"),
    )
    facts = Event.objects.get(pgh_label="update").pgh_context
    assert len(facts.pop("request")) == 32
    assert facts == {"by": ada.pk, "who": "ada", "path": "/categories/1/"}
    category.name = "after the request"
    category.save()
    assert labels("trainee")[-1] == ("update", "-", "-")


def test_an_action_in_a_request_carries_both(ada: User, category: Category) -> None:
    def act() -> None:
        Category.objects.filter(pk=category.pk).update(name="first")
        with recorded("rename", by=ada, reason="typo"):
            Category.objects.filter(pk=category.pk).update(name="second")
        Category.objects.filter(pk=category.pk).update(name="third")

    respond(RequestFactory().post("/x/"), ada, act)
    loose, action, after = (event.pgh_context for event in Event.objects.filter(pgh_label="update").order_by("pgh_id"))
    assert action["verb"] == "rename"
    assert "verb" not in loose
    assert after == loose
    assert {loose["request"]} == {action["request"]}


@pytest.mark.django_db(transaction=True)
def test_a_write_of_a_request_without_transaction_is_labelled_and_kept() -> None:
    ada = User.objects.create_user("ada")
    respond(RequestFactory().post("/x/"), ada, lambda: Category.objects.bulk_create([Category(code="a", name="A")]))
    respond(RequestFactory().post("/x/"), ada, lambda: _sql("UPDATE members_category SET name = 'B' WHERE code = 'a'"))
    assert Category.objects.get(code="a").name == "B"
    assert labels("a") == [("insert", "-", "ada"), ("update", "-", "ada")]


def test_a_get_costs_nothing_and_says_nothing(ada: User, category: Category, django_assert_num_queries: object) -> None:
    def write() -> None:
        with django_assert_num_queries(1):
            Category.objects.filter(pk=category.pk).update(name="renamed")

    respond(RequestFactory().get("/x/"), ada, write)
    assert labels("trainee")[-1] == ("update", "-", "-")


def test_reading_in_a_post_never_asks_for_the_user(category: Category, django_assert_num_queries: object) -> None:
    class Unasked:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"asked for the user's {name}")

    def read() -> None:
        with django_assert_num_queries(1):
            list(Category.objects.all())

    respond(RequestFactory().post("/x/"), Unasked(), read)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
