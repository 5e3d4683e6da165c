"""What headers mean by themselves, and what a person may say they mean."""

import pytest

from members.dumps.choices import EXPORTED, Field
from members.dumps.columns import checked, from_toml, guess, signature
from portal.importing import SourceError


def test_our_own_headers_are_sure():
    found = guess([str(name) for name in EXPORTED])
    assert found.sure
    assert list(found.fields.values()) == list(EXPORTED)


def test_the_headers_of_others():
    headers = ("Nachname", "First Name", "E-Mail", "ORCID iD", "Institute", "Start date", "End date", "FTE percent")
    found = guess(headers)
    assert found.sure
    assert [str(found.fields[header]) for header in headers] == [
        "family_name", "given_name", "email", "orcid", "institute_short_name", "from", "last_day", "share",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "headers", [("surname", "shoe size"), ("surname", "last name"), ("given name", "e-mail")],
    ids=["unknown", "twice", "no name"],
)  # fmt: skip
def test_what_has_to_be_asked(headers):
    assert not guess(headers).sure


def test_headers_are_remembered_as_a_set():
    assert signature(("a", "b")) == signature(("b", "a"))
    assert signature(("a", "b")) != signature(("ab",))


@pytest.mark.parametrize(
    ("said", "order", "words"),
    [
        ({"x": "given_name"}, "", "no column is the family name"),
        ({"x": "family_name", "y": "family_name"}, "", "two columns are mapped to family name"),
        ({"x": "dragon"}, "", "none of uuid"),
        ({"x": "family_name", "y": "until", "z": "last_day"}, "", "say the same"),
        ({"x": "family_name"}, "ydm", "order of dates"),
    ],
)
def test_what_cannot_be_meant(said, order, words):
    with pytest.raises(ValueError, match=words):
        checked(said, order)


def test_a_mapping_file(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text('date_order = "mdy"\n[columns]\nWho = "family_name"\nBegan = "from"\n')
    assert from_toml(path) == {"columns": {"Who": "family_name", "Began": "from"}, "date_order": "mdy"}
    assert Field.FROM in checked(columns=from_toml(path)["columns"]).fields.values()


@pytest.mark.parametrize("text", ["[columns", "[columns]\na = 'given_name'", "other = 1", "columns = 3", "\xff"])
def test_a_mapping_file_that_is_none(tmp_path, text):
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(SourceError, match=r"m\.toml: not a mapping of columns"):
        from_toml(path)
    with pytest.raises(SourceError, match="cannot be read"):
        from_toml(tmp_path / "none.toml")
