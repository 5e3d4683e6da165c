"""Pages of one thing: facts, panels and history without what the viewer may not see."""

import pytest
from django.utils import timezone

from members.people.models import Person
from portal.detail import Detail, Fact, Facts, Shown, Table
from portal.detail.panels import Cell
from portal.detail.views import folded
from portal.history import entries
from portal.policy import grant
from portal.policy.core import predicate
from portal.testing.personas import make_person


@predicate("your name is Ada", "Ada")
def is_ada(user, obj=None):
    return user == "ada"


SECRET = grant("tests:person:see_secret", "see secrets", is_ada)


class Page(Detail):
    """A page with a secret fact, a secret panel and a fact of a field by another name."""

    model = Person
    left = (
        Facts("Name", Fact("given_name", "Given"), Fact("email", "E-mail", needs=SECRET), Fact("suffix", "Suffix")),
        Facts("Secret", Fact("native_name", "Native"), needs=SECRET),
    )
    right = (
        Facts("Money", Fact("paid", "Paid by", value=lambda obj, shown: obj.funding, field="funding", needs=SECRET)),
        Table("Places", lambda obj, shown: obj.memberships.all(), Cell("At", lambda row: row.institute), needs=SECRET),
    )


@pytest.fixture
def person(personas):
    return make_person(
        "<b>Bob</b>", "Secretive", personas.institute, email="b@lab.example", native_name="Б", funding="Prize"
    )


def shown(user):
    return Shown(user, timezone.localdate())


def titles(person, user):
    page = Page()
    return {
        panel["title"]: [label for label, _ in panel["rows"]] if panel["kind"] == "facts" else len(panel["rows"])
        for side in (page.left, page.right)
        for panel in page.panels(side, person, shown(user))
    }


def test_facts_and_panels_without_permission_do_not_exist(person):
    assert titles(person, "bob") == {"Name": ["Given"]}
    assert titles(person, "ada") == {
        "Name": ["Given", "E-mail"], "Secret": ["Native"], "Money": ["Paid by"], "Places": 1,
    }  # fmt: skip


def test_the_history_hides_exactly_the_fields_behind_them(person):
    assert Page().hidden_fields(person, shown("ada")) == set()
    hidden = Page().hidden_fields(person, shown("bob"))
    assert hidden == {"email", "native_name", "funding"}
    person.email, person.funding, person.suffix = "new@lab.example", "Grant", "Jr."
    person.save()
    seen = {change.field for entry in entries(person, hide=hidden) for change in entry.changes}
    assert seen & {"email", "native_name", "funding"} == set()
    assert "suffix" in seen
    everything = {change.field for entry in entries(person) for change in entry.changes}
    assert everything >= {"email", "native_name", "funding", "suffix"}


def test_values_are_escaped(person):
    (facts,) = Page().panels((Page.left[0],), person, shown("bob"))
    assert [str(html) for _, html in facts["rows"]] == ["&lt;b&gt;Bob&lt;/b&gt;"]


@pytest.mark.parametrize("address", ["/people/{pk}/", "/people/{pk}/?tab=history"])
def test_an_address_of_a_person_is_on_neither_tab_for_those_who_may_not_see_it(person, as_persona, address):
    person.email = "moved@lab.example"
    person.save()
    text = as_persona("member").get(address.format(pk=person.pk)).content.decode()
    assert "lab.example" not in text.replace("member@lab.example", "")
    assert "moved@lab.example" in as_persona("office").get(address.format(pk=person.pk)).content.decode()


def test_a_day_that_cannot_be_read_is_a_plain_400(person, as_persona):
    assert as_persona("member").get(f"/people/{person.pk}/?as_of=soon").status_code == 400
    assert as_persona("member").get(f"/people/{person.pk}/?as_of=2020-02-29").status_code == 200


@pytest.mark.parametrize(("persona", "status"), [("outsider", 302), ("applicant", 403), ("member", 200)])
def test_a_page_is_for_those_who_may(person, as_persona, persona, status):
    assert as_persona(persona).get(f"/people/{person.pk}/").status_code == status


def test_what_does_not_exist_is_not_found(personas, as_persona):
    client = as_persona("member")
    for address in ("/people/0/", "/people/99999999999999999999999/", "/people/x/", "/people/-1/"):
        assert client.get(address).status_code == 404


def test_a_column_of_which_no_row_says_anything_is_left_out(person):
    """Zero and no are said; the first column stays, and so do all of an empty table."""
    cells = [Cell(name, lambda row, name=name: row[name], primary=name == "a") for name in ("a", "b", "c", "d")]
    rows = [{"a": "", "b": None, "c": 0, "d": ""}, {"a": "", "b": "", "c": "", "d": "x"}]
    context = Table("Some", lambda obj, shown: rows, *cells).context(person, shown("bob"))
    assert [cell.label for cell in context["columns"]] == ["a", "c", "d"]
    assert [len(line["cells"]) for line in context["rows"]] == [3, 3]
    empty = Table("None", lambda obj, shown: [], *cells, empty="Nothing.").context(person, shown("bob"))
    assert len(empty["columns"]) == 4


def test_the_head_of_a_page_is_no_wall_of_buttons():
    """Six stay as they are; of more the last plain links go into a menu, never the main one or one that is off."""
    six = [{"label": str(at), "url": "/"} for at in range(6)]
    assert folded(six) == {"actions": six, "more_actions": []}
    asks = {"label": "asks", "form": "/", "confirm": "Sure?"}
    off = {"label": "off", "url": "/", "disabled_reason": "not now"}
    main = {"label": "main", "url": "/", "primary": True}
    found = folded([main, *six, asks, off])
    assert [action["label"] for action in found["actions"]] == ["main", "0", "1", "asks", "off"]
    assert [action["label"] for action in found["more_actions"]] == ["2", "3", "4", "5"]
    only = [asks] * 8
    assert folded(only) == {"actions": only, "more_actions": []}
