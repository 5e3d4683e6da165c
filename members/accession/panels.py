"""The pages of an application and of a departure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from members.accession import actions, policy, queries
from members.accession.choices import DEPARTURE_TONES, TONES, ApplicationState, DepartureState
from members.accession.leaving import actions as leaving
from members.accession.lifecycle import APPLICATION, DEPARTURE
from members.accession.models import Application, Departure
from members.memberships.models import Category
from members.reports import countries
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.lifecycle.moves import Moves
from portal.policy import may
from portal.ui.components import EMPTY
from portal.ui.components import tag as tagged


def _application(user: Any, pk: int) -> Application:
    return get_object_or_404(policy.visible(user, Application.objects.all()), pk=pk)


MOVES = Moves(
    APPLICATION,
    {
        "submit": actions.submit,
        "send_back": actions.send_back,
        "decline": actions.decline,
        "withdraw": actions.withdraw,
    },  # present and admit need a day: they have forms
    _application,
    name="application_move",
    prefix="joining-institutes/",
    see=policy.LIST,
    tones=TONES,
)


def _manpower(application: Application, shown: Shown) -> str:
    """`PhD student: 3`, in the order of the categories; a category that is gone keeps its code, at the end."""
    names = dict(Category.objects.values_list("code", "name"))
    codes = [code for code in names if code in application.manpower]
    codes += [code for code in application.manpower if code not in names]
    return ", ".join(f"{names.get(code, code)}: {application.manpower[code]}" for code in codes)


def _filer(application: Application, shown: Shown) -> str:
    """The member by name, as everywhere else; an account that is nobody's by its user name."""
    account = application.filed_by
    return str(getattr(account, "person", account)) if account else ""


def _documents(application: Application, shown: Shown) -> dict[str, Any]:
    """The files, what is missing, and a way to add and remove while it is a draft."""
    draft = application.state == ApplicationState.DRAFT
    return {
        "application": application,
        "documents": application.documents.defer("content").select_related("uploaded_by"),
        "missing": queries.missing(application) if draft else [],
        "open": draft and may(shown.user, policy.KEEP, application),
    }


def _checklist(application: Application, shown: Shown) -> list[tuple[str, bool, str]]:
    return queries.checklist(application) if application.state == ApplicationState.ADMITTED else []


def _person(name: str, email: str) -> str:
    return f"{name} ({email})" if name and email else name or email


class ApplicationPage(Detail):
    """Who wants to join, with what, and what the board said."""

    model, name, path = Application, "application", "joining-institutes/<int:pk>/"
    listing, group, noun_plural = "applications", "Members", "joining institutes"
    needs = policy.LIST
    moves = MOVES
    select_related = ("institute", "filed_by__person")
    left = (
        Facts(
            "What is offered",
            Fact("institute_name", "Institute"),
            Fact("city", "City"),
            Fact("country", "Country", value=lambda application, shown: countries.named(application.country)),
            Fact("interests", "Interests"),
            Fact("manpower", "People", value=_manpower),
        ),
        Template("Documents", "members/_documents.html", _documents, needs=policy.READ),
        Table(
            "What remains",
            _checklist,
            Cell("What", lambda row: row[0], primary=True),
            Cell("Done", lambda row: tagged("done", "ok") if row[1] else tagged("to do", "wait")),
            Cell("Note", lambda row: row[2]),
            needs=policy.READ,
        ),
    )
    right = (
        Facts(
            "Decision",
            Fact("filed_at", "Filed"),
            Fact("submitted_at", "Submitted"),
            Fact("meeting_on", "Board meeting"),
            Fact("decided_on", "Decided"),
            Fact("outcome", "Outcome", needs=policy.READ),
            Fact("institute", "Admitted as", href=lambda application: application.institute.get_absolute_url()),
        ),
        Facts(
            "Contact",
            Fact("contact_name", "Contact person"),
            Fact("contact_email", "E-mail", copy=True),
            Fact("delegate_name", "Delegate", value=lambda row, shown: _person(row.delegate_name, row.delegate_email)),
            Fact("deputy_name", "Deputy", value=lambda row, shown: _person(row.deputy_name, row.deputy_email)),
            Fact("filed_by", "Filed by", value=_filer),
            needs=policy.READ,
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Application.objects.all())

    def hidden_fields(self, obj: Any, shown: Shown) -> set[str]:
        """Who may not read the contacts does not find the addresses in the history."""
        hidden = super().hidden_fields(obj, shown)
        return hidden | {"delegate_email", "deputy_email"} if "contact_email" in hidden else hidden

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if obj.state == ApplicationState.DRAFT and may(shown.user, policy.KEEP, obj):
            found.append({"label": "Edit", "url": reverse("application_edit", args=[obj.pk])})
        if obj.state == ApplicationState.SUBMITTED and may(shown.user, policy.DECIDE, obj):
            url = reverse("application_present", args=[obj.pk])
            found.append({"label": "Set the board meeting", "url": url, "primary": True})
        if obj.state == ApplicationState.PRESENTED and may(shown.user, policy.DECIDE, obj):
            found.append({"label": "Admit", "url": reverse("application_admit", args=[obj.pk]), "primary": True})
        return found


def _departure(user: Any, pk: int) -> Departure:
    return get_object_or_404(Departure.objects.select_related("institute"), pk=pk)


def _people(departure: Departure, shown: Shown) -> list[dict[str, Any]]:
    """Each member with what happens, and a link to decide it for those who may."""
    announced = departure.state == DepartureState.ANNOUNCED
    decides = announced and may(shown.user, policy.SETTLE, departure)
    rows = queries.settled(departure) if departure.state != DepartureState.WITHDRAWN else []
    for row in rows:
        url = reverse("departure_settle", args=[departure.pk, row["membership"].pk])
        row["decide"] = format_html('<a href="{}">Decide</a>', url) if decides else EMPTY
        row["fate"] = f"goes on at {row['to']}" if row["to"] else "ends with the institute"
    return rows


class DeparturePage(Detail):
    """When an institute leaves, and what happens to each of its members."""

    model, name, path = Departure, "departure", "leaving-institutes/<int:pk>/"
    listing, group, noun_plural = "departures", "Members", "leaving institutes"
    needs = policy.SEE_DEPARTURES
    moves = Moves(
        DEPARTURE,
        {"withdraw": leaving.withdraw_departure},  # it is completed by the schedule
        _departure,
        name="departure_move",
        prefix="leaving-institutes/",
        see=policy.SEE_DEPARTURES,
        tones=DEPARTURE_TONES,
    )
    select_related = ("institute", "announced_by")
    related_history = ("onward",)
    left = (
        Table(
            "Members",
            _people,
            Cell(
                "Person",
                lambda row: row["membership"].person,
                href=lambda row: row["membership"].person.get_absolute_url(),
                primary=True,
            ),
            Cell("Category", lambda row: row["membership"].category),
            Cell("What happens", lambda row: row["fate"]),
            Cell("", lambda row: row["decide"]),
            empty="Nobody is a member on the last day.",
        ),
    )
    right = (
        Facts(
            "Departure",
            Fact("institute", "Institute", href=lambda departure: departure.institute.get_absolute_url()),
            Fact("on", "Last day", value=lambda departure, shown: departure.on - timedelta(days=1)),
            Fact("reason", "Reason"),
            Fact("announced_at", "Announced"),
        ),
        Table(
            "Reminders",
            lambda departure, shown: departure.reminders.all(),
            Cell("Before the last day", lambda row: f"{row.days} days", primary=True),
            Cell("Sent", lambda row: row.recorded_at if row.sent else "overtaken by a later one"),
        ),
    )

    def title(self, obj: Any) -> str:
        return str(obj)

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        if obj.state != DepartureState.ANNOUNCED:
            return []
        return [Banner("info", "Authorship keeps its own clock: whoever signs papers goes on to, as the by-laws say.")]
