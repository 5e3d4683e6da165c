"""Hub: the models of the members slices (Django finds them here)."""

from members.accession.models import Application, Departure, DepartureReminder, Document, Onward
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
from members.requests.models import Invitation, MembershipRequest, RequestAlarm, RequestNote

__all__ = [
    "Application",
    "Appointment",
    "AuthorList",
    "AuthorNote",
    "Authorship",
    "Category",
    "Delegate",
    "Departure",
    "DepartureReminder",
    "Document",
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
    "Onward",
    "Person",
    "PersonAddress",
    "PersonIdentifier",
    "PersonName",
    "Reminder",
    "RequestAlarm",
    "RequestNote",
    "Suspension",
]
