"""Hub: the models of the members slices (Django finds them here)."""

from members.authorship.models import AuthorList, AuthorNote, Authorship
from members.groups.models import Appointment, Group, GroupLink, Nomination
from members.institutes.models import Institute, InstituteIdentifier, InstituteName, InstituteTie
from members.memberships.models import Category, Delegate, Membership, Reminder, Suspension
from members.people.models import (
    FieldAudience,
    Merge,
    NotTheSame,
    Person,
    PersonAddress,
    PersonIdentifier,
    PersonName,
)
from members.privacy.models import Acceptance, NoticeVersion, PrivateView, RetentionRun
from members.requests.models import Invitation, MembershipRequest, RequestAlarm, RequestNote

__all__ = [
    "Acceptance",
    "Appointment",
    "AuthorList",
    "AuthorNote",
    "Authorship",
    "Category",
    "Delegate",
    "FieldAudience",
    "Group",
    "GroupLink",
    "Institute",
    "InstituteIdentifier",
    "InstituteName",
    "InstituteTie",
    "Invitation",
    "Membership",
    "MembershipRequest",
    "Merge",
    "Nomination",
    "NotTheSame",
    "NoticeVersion",
    "Person",
    "PersonAddress",
    "PersonIdentifier",
    "PersonName",
    "PrivateView",
    "Reminder",
    "RequestAlarm",
    "RequestNote",
    "RetentionRun",
    "Suspension",
]
