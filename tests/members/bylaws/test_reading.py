"""The by-laws: the site's file over the example, and each mistake named by its key."""

import pytest

from members.bylaws import BylawsError, bylaws
from members.bylaws.reading import EXAMPLE, read
from members.people.choices import Audience


def test_the_example_holds_by_itself():
    laws = read("")
    assert laws.memberships.reminder_days == (30, 14, 7, 1, -7)
    assert laws.privacy.fields["email"].shown == "delegates"
    assert {policy.when for policy in laws.expiry} == {"sponsor-gone", "institute-leaving"}


def test_every_key_of_the_example_is_explained():
    """A comment stands above each key or its table."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    explained = False
    for line in lines:
        if line.startswith("#"):
            explained = True
        elif line.startswith("["):
            explained = explained or line.startswith("[[")
        elif not line.strip():
            explained = False
        assert explained or not line.strip() or line.startswith("["), line


def test_a_site_changes_what_it_names_and_keeps_the_rest(by_law):
    by_law('[memberships]\ngrace_days = 90\n[privacy.fields]\nemail = { shown = "members", choice = ["members"] }')
    laws = bylaws()
    assert (laws.memberships.grace_days, laws.memberships.expiring_days) == (90, 30)
    assert laws.privacy.fields["email"].shown == "members"
    assert laws.privacy.fields["orcid"] == read("").privacy.fields["orcid"]


def test_a_list_of_tables_takes_the_place_of_the_examples(by_law):
    by_law('[[expiry]]\nwhen = "end"\naction = "mail"\ncategories = ["guest"]\ndays = -3')
    [policy] = bylaws().expiry
    assert (policy.when, policy.action, policy.categories, policy.days) == ("end", "mail", ("guest",), -3)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("[memberships]\ngrace_days = 'long'", "memberships.grace_days must be a whole number"),
        ("[memberships]\ngrace_days = true", "memberships.grace_days must be a whole number"),
        ("[memberships]\ngrace_day = 3", "memberships.grace_day is not a key of the by-laws"),
        ("[memberships]\nreminder_days = 3", "memberships.reminder_days must be a list"),
        ("[memberships]\nreminder_days = [3, 'x']", "memberships.reminder_days[1] must be a whole number"),
        ("[requests]\ngates = ['door']", "requests.gates: 'door' is none of delegate, office"),
        ("[[expiry]]\nwhen = 'end'", "expiry[0].action is missing"),
        ("memberships = 3", "memberships must be a table"),
        ("[colours]\nred = 1", "colours is not a key of the by-laws"),
        ("[memberships", "the file is not TOML"),
        ("[privacy.fields]\nemail = { shown = 'all', choice = [] }", "privacy.fields.email.shown: 'all' is none of"),
    ],
)
def test_a_mistake_is_named(by_law, lines, words):
    by_law(lines)
    with pytest.raises(BylawsError, match=r"by-laws .*bylaws-0\.toml: ") as refusal:
        bylaws()
    assert words in str(refusal.value)


def test_a_file_that_is_not_there(settings):
    settings.PORTAL_BYLAWS = "/nowhere/bylaws.toml"
    with pytest.raises(BylawsError, match="the file cannot be read"):
        bylaws()


def test_audiences_are_those_that_people_choose_from():
    from members.bylaws.tables import AUDIENCES

    assert tuple(Audience.values) == AUDIENCES


def test_a_site_with_wrong_by_laws_does_not_start(by_law):
    from members.bylaws.checks import readable

    assert readable(None) == []
    by_law("[memberships]\ngrace_days = 'x'")
    [error] = readable(None)
    assert (error.id, "memberships.grace_days" in error.msg) == ("members.E001", True)
