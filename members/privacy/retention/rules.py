"""What is due on a day, by rule. Reads only; the verb removes exactly these rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.authorship.models import Authorship
from members.bylaws import bylaws
from members.memberships.models import Membership
from members.people.models import Person
from members.privacy.models import PrivateView
from members.requests.choices import RequestState
from members.requests.models import MembershipRequest
from portal.importing.models import ENDED, ImportRun
from portal.outbox.choices import EffectState
from portal.outbox.models import Effect

SAMPLES = 5


@dataclass(frozen=True)
class Rule:
    """`rows(before)`: what began before the instant from which the by-laws count; `sample(row)` names one."""

    key: str
    label: str
    what: str
    rows: Callable[[datetime], QuerySet[Any]]
    sample: Callable[[Any], str] = str


@dataclass(frozen=True)
class Due:
    """A rule with what it would remove now."""

    rule: Rule
    days: int
    count: int
    samples: tuple[str, ...]


def declined(before: datetime) -> QuerySet[Any]:
    """Since the decision."""
    return MembershipRequest.objects.filter(state=RequestState.DECLINED, decided_at__lt=before).order_by("pk")


def withdrawn(before: datetime) -> QuerySet[Any]:
    """Since the move, which only the history knows."""
    events = apps.get_model("members", "MembershipRequestEvent")._base_manager
    moved = events.filter(pgh_obj_id=OuterRef("pk"), state=RequestState.WITHDRAWN).order_by()
    since = Subquery(moved.values("pgh_obj_id").annotate(first=Min("pgh_created_at")).values("first"))
    rows = MembershipRequest.objects.filter(state=RequestState.WITHDRAWN)
    return rows.annotate(since=Coalesce(since, F("filed_at"))).filter(since__lt=before).order_by("pk")


def unconfirmed(before: datetime) -> QuerySet[Any]:
    """Since the filing."""
    return MembershipRequest.objects.filter(state=RequestState.UNCONFIRMED, filed_at__lt=before).order_by("pk")


def mails(before: datetime) -> QuerySet[Any]:
    """Delivered, or given up, that long ago; the text is still there."""
    over = Q(state=EffectState.DONE, done_at__lt=before) | Q(state=EffectState.FAILED, created_at__lt=before)
    return Effect.objects.filter(over, kind="mail").exclude(payload__has_key="forgotten").order_by("pk")


def views(before: datetime) -> QuerySet[Any]:
    """Since the look."""
    return PrivateView.objects.filter(at__lt=before).order_by("pk")


def import_files(before: datetime) -> QuerySet[Any]:
    """Of imports that were over by then, of whatever kind."""
    return ImportRun.objects.filter(state__in=ENDED, ended_at__lt=before).exclude(content=b"").order_by("pk")


def former(before: datetime) -> QuerySet[Any]:
    """Former members who sign no papers any more: the last membership ended so many days before."""
    day = timezone.localtime(before).date()
    mine = Membership.objects.filter(person=OuterRef("pk"))
    goes_on = mine.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=day))
    signs = Authorship.objects.filter(person=OuterRef("pk")).filter(
        Q(period__endswith__isnull=True) | Q(period__endswith__gt=timezone.localdate())
    )
    rows = Person.objects.filter(erased_at=None, merged_into=None).exclude(user__is_staff=True)
    rows = rows.annotate(last=Max("memberships__period__endswith")).filter(last__isnull=False)
    return rows.filter(~Exists(goes_on), ~Exists(signs)).order_by("pk")


RULES = (
    Rule("declined_requests", "Declined requests", "The request, its notes, and its text in the history go.", declined),
    Rule("withdrawn_requests", "Withdrawn requests", "As for declined requests.", withdrawn),
    Rule("unconfirmed_requests", "Requests never confirmed", "As for declined requests.", unconfirmed),
    Rule("mails", "Mails", "Text and recipient go; that something was sent, and when, stays.", mails),
    Rule("private_views", "Looks at private fields", "The rows go.", views),
    Rule("import_files", "Files of imports", "The file goes; its name, its checksum and the plan stay.", import_files),
    Rule("contact_data", "Contact data of former members", "As in an erasure: names, places and papers stay.", former),
)


def before(rule: Rule, on: date) -> datetime | None:
    """What began before this instant is over; None when the by-laws keep it without end."""
    days = bylaws().privacy.retention_days.get(rule.key)
    if days is None:
        return None
    return timezone.make_aware(datetime.combine(on - timedelta(days=days), time.min))


def due(on: date) -> list[Due]:
    """Every rule of the by-laws with what is due on a day, and a few of it by name."""
    found = []
    for rule in RULES:
        since = before(rule, on)
        if since is not None:
            rows = rule.rows(since)
            samples = tuple(rule.sample(row) for row in rows[:SAMPLES])
            found.append(Due(rule, bylaws().privacy.retention_days[rule.key], rows.count(), samples))
    return found
