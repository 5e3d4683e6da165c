"""`@needs`: sign-in for strangers, a reason for the others, closed when nothing is said."""

import pytest
from django.http import HttpResponse
from rest_framework.exceptions import PermissionDenied
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from members.people.policy import LIST
from portal.policy import Denied, needs
from portal.policy.rest import PolicyPermission


@needs(LIST)
def people(request, number=0):
    """A page."""
    return HttpResponse(f"people {number}")


def asked(rf, user, path="/people/?q=x"):
    request = rf.get(path)
    request.user = user
    return request


def test_the_permission_is_kept_on_the_view():
    assert (people.needs, people.__name__, people.__doc__) == (LIST, "people", "A page.")


def test_who_may_gets_the_page(rf, personas):
    assert people(asked(rf, personas["member"]), number=3).content == b"people 3"


def test_a_stranger_signs_in_and_comes_back(rf, personas):
    answer = people(asked(rf, personas["outsider"]))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/people/%3Fq%3Dx")


def test_somebody_else_is_told_why(rf, personas):
    with pytest.raises(Denied, match="only active members"):
        people(asked(rf, personas["applicant"]))


def test_an_api_view_that_names_no_permission_is_closed(personas):
    class Silent(APIView):
        pass

    class Open(APIView):
        needs = LIST

    request = APIRequestFactory().get("/")
    request.user = personas["administrator"]
    permission = PolicyPermission()
    assert not permission.has_permission(request, Silent())
    assert permission.has_permission(request, Open())
    request.user = personas["outsider"]
    assert not permission.has_permission(request, Open())
    request.user = personas["applicant"]
    with pytest.raises(PermissionDenied, match="only active members"):
        permission.has_permission(request, Open())
