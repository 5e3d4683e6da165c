"""Hub: the models of the members slices (Django finds them here)."""

from members.authorship.models import AuthorList, AuthorNote, Authorship
from members.groups.models import Appointment, Group
from members.institutes.models import Institute, InstituteIdentifier
from members.memberships.models import Category, Delegate, Membership, MembershipRequest
from members.people.models import Person, PersonIdentifier

__all__ = [
    "Appointment",
    "AuthorList",
    "AuthorNote",
    "Authorship",
    "Category",
    "Delegate",
    "Group",
    "Institute",
    "InstituteIdentifier",
    "Membership",
    "MembershipRequest",
    "Person",
    "PersonIdentifier",
]
