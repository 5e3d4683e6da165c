"""Permissions answer in words, never silently."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.policy import SYSTEM, Denied, facts, grant, is_administrator, is_signed_in, may, permissions, require, why
from portal.policy.core import both, predicate
from portal.policy.facts import forget


@predicate("the number is even", "those with even numbers")
def is_even(user, obj=None):
    return obj is not None and obj % 2 == 0


@predicate("the number is small", "those with small numbers")
def is_small(user, obj=None):
    return obj is not None and obj < 10


EVEN_OR_SMALL = grant("tests:number:see", "see the number", is_even, is_small)
EVEN_AND_SMALL = grant("tests:number:halve", "halve the number", both(is_even, is_small))
NOBODY = AnonymousUser()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (12, "you can because the number is even"),
        (3, "you can because the number is small"),
        (2, "you can because the number is even"),
        (13, "only those with even numbers or those with small numbers may see the number"),
        (None, "only those with even numbers or those with small numbers may see the number"),
    ],
)
def test_why_names_the_first_ground_or_everybody_who_could(number, words):
    reason = why(NOBODY, EVEN_OR_SMALL, number)
    assert reason.words == words
    assert bool(reason) == reason.allowed == may(NOBODY, EVEN_OR_SMALL, number)


@pytest.mark.parametrize(
    ("number", "allowed", "words"),
    [
        (2, True, "you can because the number is even and the number is small"),
        (12, False, "only those with even numbers, if the number is small may halve the number"),
        (3, False, "only those with even numbers, if the number is small may halve the number"),
    ],
)
def test_both_needs_both_and_says_both(number, allowed, words):
    assert (may(NOBODY, EVEN_AND_SMALL, number), why(NOBODY, EVEN_AND_SMALL, number).words) == (allowed, words)


def test_a_refusal_carries_the_words():
    require(NOBODY, EVEN_OR_SMALL, 2)
    with pytest.raises(Denied) as refusal:
        require(NOBODY, EVEN_OR_SMALL, 13)
    assert str(refusal.value) == refusal.value.reason.words == why(NOBODY, EVEN_OR_SMALL, 13).words


@pytest.mark.parametrize("ask", [may, why, require])
@pytest.mark.parametrize("user", [NOBODY, SYSTEM])
def test_an_unknown_permission_is_an_error_and_never_a_no(ask, user):
    with pytest.raises(KeyError):
        ask(user, "tests:number:sea")


@pytest.mark.parametrize("name", ["number", "tests:number", "tests:number:see:twice", EVEN_OR_SMALL])
def test_a_name_is_package_noun_verb_and_granted_once(name):
    with pytest.raises(ValueError, match="permission"):
        grant(name, "see", is_even)


def test_the_portal_itself_may_do_everything():
    assert all(may(SYSTEM, name) for name in permissions())
    assert why(SYSTEM, EVEN_OR_SMALL, 13).words == "the portal does this by itself"


def test_who_is_not_signed_in_has_no_facts_and_only_what_is_public():
    assert facts(NOBODY) == facts(None) == facts(SYSTEM) == {}
    assert not is_signed_in.test(NOBODY, None)
    assert not is_administrator.test(NOBODY, None)


def test_every_permission_can_be_asked_about_anybody_without_an_object(personas):
    for persona in personas:
        user = personas[persona]
        for name in permissions():
            if not name.startswith("tests:"):
                assert why(user, name).allowed == may(user, name)


def test_an_account_that_is_switched_off_is_no_administrator(personas):
    user = personas["administrator"]
    assert is_administrator.test(user, None)
    user.is_active = False
    assert not is_administrator.test(user, None)


def test_facts_are_asked_once_until_forgotten(personas, django_assert_num_queries):
    user = personas["delegate"]
    with django_assert_num_queries(1):
        assert facts(user)["delegate_of"] == {personas.institute.pk}
        assert facts(user)["is_member"]
    forget(user)
    with django_assert_num_queries(1):
        facts(user)
