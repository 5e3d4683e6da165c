"""Hub: the models of the members slices (Django finds them here)."""

from members.accession.models import Application, Departure, DepartureReminder, Document, Onward
from members.authorship.models import AuthorList, AuthorNote, Authorship
from members.dumps.models import ColumnMapping, Decision
from members.groups.models import Appointment, Group, GroupLink, Nomination, VacancyNotice
from members.institutes.models import Institute, InstituteIdentifier, InstituteName, InstituteTie
from members.memberships.models import Category, Delegate, Membership, PolicyNote, Reminder, Suspension
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
from members.reviews.models import Confirmation, Correction, Review, ReviewReminder

__all__ = [
    "Acceptance",
    "Application",
    "Appointment",
    "AuthorList",
    "AuthorNote",
    "Authorship",
    "Category",
    "ColumnMapping",
    "Confirmation",
    "Correction",
    "Decision",
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
    "NoticeVersion",
    "Onward",
    "Person",
    "PersonAddress",
    "PersonIdentifier",
    "PersonName",
    "PolicyNote",
    "PrivateView",
    "Reminder",
    "RequestAlarm",
    "RequestNote",
    "RetentionRun",
    "Review",
    "ReviewReminder",
    "Suspension",
    "VacancyNotice",
]
