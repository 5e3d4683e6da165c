"""The page of a signal-MC request, and the page of a decay file with the requests that use it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from liaisons.decayfiles import panels as decayfiles
from liaisons.decayfiles.choices import TONES as CHECK_TONES
from liaisons.decayfiles.models import DecayFile, verdict
from liaisons.requests import actions, policy, queries
from liaisons.requests.choices import TONES, Priority, RequestState
from liaisons.requests.forms import RemarkForm
from liaisons.requests.lifecycle import REQUEST
from liaisons.requests.models import SignalRequest
from members.people.models import Person
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.lifecycle.moves import Moves
from portal.policy import may
from portal.ui import components

DATASETS_SHOWN = 50
OWN_PAGES = {"start": "signal_request_start", "finish": "signal_request_finish"}
"""Moves that ask for more than a reason have pages of their own."""


def get(user: Any, pk: int) -> SignalRequest:
    """A request that `user` may see; any other is "not found"."""
    rows = policy.visible(user, SignalRequest.objects.select_related(*SignalRequestPage.select_related))
    return get_object_or_404(rows, pk=pk)


MOVES = Moves(
    REQUEST,
    {
        "submit": actions.submit,
        "accept": actions.accept,
        "return": actions.send_back,
        "cancel": actions.cancel,
        "stop": actions.stop,
    },
    get,
    name="signal_request_move",
    prefix="requests/",
    see=policy.SEE,
    tones=TONES,
)


def warning_html(warned: queries.Warned) -> SafeString:
    """A warning with links to what it speaks of."""
    links = format_html_join(", ", '<a href="{}">{}</a>', ((thing.get_absolute_url(), thing) for thing in warned.about))
    return format_html("{} {}", warned.words, links)


def _filer(request: SignalRequest, shown: Shown) -> Any:
    person = Person.objects.filter(user=request.filed_by_id).first()
    return components.link(person, person.get_absolute_url()) if person else str(request.filed_by)


def _checked(request: SignalRequest, shown: Shown) -> SafeString:
    findings = request.decay_file.findings
    return components.tag(decayfiles.counts(findings) or "clean", CHECK_TONES[verdict(findings)])


def _datasets(request: SignalRequest, shown: Shown) -> Any:
    return request.datasets.order_by("path")[:DATASETS_SHOWN]


def _all_datasets(request: SignalRequest, shown: Shown) -> tuple[str, str] | None:
    if request.production is None or request.state != RequestState.DONE:
        return None
    return f"All datasets of production {request.production}", _of_production(request)


def _of_production(request: SignalRequest) -> str:
    return f"{reverse('datasets')}?production={request.production}"


def _timeline(request: SignalRequest, shown: Shown) -> dict[str, Any]:
    form = RemarkForm() if may(shown.user, policy.REMARK, request) else None
    url = reverse("signal_request_remark", args=[request.pk])
    return {"id": "timeline", "entries": queries.timeline(request), "form": form, "url": url}


class SignalRequestPage(Detail):
    """A request: what is asked, with which decay file, what became of it, and who said what."""

    model, name, path = SignalRequest, "signal_request", "requests/<int:pk>/"
    listing, group, noun_plural = "requests", "Requests", "signal-MC requests"
    needs = policy.SEE
    moves = MOVES
    related_history = ("remarks",)
    select_related = ("group", "campaign", "decay_file", "filed_by")
    left = (
        Facts(
            "What is asked",
            Fact("group", "Working group", href=lambda request: request.group.get_absolute_url()),
            Fact("campaign", "Campaign", href=lambda request: request.campaign.get_absolute_url()),
            Fact("events", "Events", kind="number"),
            Fact("energy", "Energy"),
            Fact("priority", "Priority"),
            Fact("needed_by", "Needed by"),
            Fact("purpose", "Purpose"),
        ),
        Table(
            "Datasets",
            _datasets,
            Cell("Path", lambda row: components.path(row.path, row.get_absolute_url()), primary=True),
            Cell("Events", lambda row: components.number(row.events), numeric=True),
            Cell("State", lambda row: row.get_state_display(), name="state"),
            more=_all_datasets,
        ),
        Template("Timeline", "liaisons/_timeline.html", _timeline),
        Table(
            "Findings in the decay file",
            lambda request, shown: request.decay_file.findings,
            Cell("Line", lambda finding: finding.line or "", numeric=True),
            *decayfiles.FINDINGS[1:],
            empty=decayfiles.NO_FINDINGS,
        ),
    )
    right = (
        Facts(
            "Where it stands",
            Fact("filed_by", "Filed by", value=_filer),
            Fact("created_at", "Filed"),
            Fact("submitted_at", "Submitted"),
            Fact("production", "Production", copy=True, href=_of_production),
            Fact("closed_at", "Closed"),
        ),
        Facts(
            "Decay file",
            Fact("decay_file", "File", href=lambda request: request.decay_file.get_absolute_url()),
            Fact("check", "Check", value=_checked),
            Fact("decay_file.event_type", "Event type", copy=True),
            Fact("words", "That is", value=lambda request, shown: decayfiles.words(request.decay_file)),
            Fact("decay_file.nickname", "Nickname"),
            Fact("decay_file.descriptor", "Descriptor"),
            Fact("responsible", "Responsible", value=lambda request, shown: request.decay_file.responsible),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, SignalRequest.objects.all())

    def subtitle(self, obj: Any, shown: Shown) -> str:
        words = f"{obj.group.code}, {obj.events:,} events, {obj.campaign}, {Priority(obj.priority).label} priority"
        return format_html("{}", words)

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        """What to look at while it can still be decided; for the liaison also what would stop the submission."""
        if not obj.is_editable and obj.state != RequestState.SUBMITTED:
            return []
        obstacle = actions.obstacle(obj) if obj.is_editable and may(shown.user, policy.EDIT, obj) else ""
        found = [Banner("stop", format_html("Not ready to submit: {}.", obstacle))] if obstacle else []
        warned = queries.warnings(shown.user, obj.decay_file, obj.campaign, obj.pk)
        return found + [Banner("wait", warning_html(item)) for item in warned]

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        """Edit, and the moves that have pages of their own."""
        edit = {"label": "Edit", "url": reverse("signal_request_edit", args=[obj.pk])}
        buttons = [edit] if obj.is_editable and may(shown.user, policy.EDIT, obj) else []
        return buttons + [
            {
                "label": offer.label,
                "url": reverse(OWN_PAGES[offer.name], args=[obj.pk]),
                "primary": offer.move.primary and offer.allowed,
                "disabled_reason": "" if offer.allowed else offer.reason,
            }
            for offer in REQUEST.offered(obj, shown.user)
            if offer.name in OWN_PAGES
        ]


def _uses(file: DecayFile, shown: Shown) -> Any:
    rows = SignalRequest.objects.filter(decay_file=file).select_related("group", "campaign")
    return policy.visible(shown.user, rows).order_by("-pk")


class DecayFileInUsePage(decayfiles.DecayFilePage):
    """The page of a decay file, completed by this slice: who asked for it, and the way to ask for it."""

    right = (
        decayfiles.DecayFilePage.right[0],
        Table(
            "Requests with this file",
            _uses,
            Cell("Request", lambda row: row, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("State", lambda row: components.tag(row.get_state_display(), str(TONES[row.state])), name="state"),
            Cell("Group", lambda row: row.group.code),
            empty="No request uses this file.",
        ),
        *decayfiles.DecayFilePage.right[1:],
    )

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        buttons = super().actions(obj, shown)
        if may(shown.user, policy.FILE):
            url = f"{reverse('signal_request_new')}?decay_file={obj.pk}"
            buttons.insert(0, {"label": "Request events", "url": url, "primary": True})
        return buttons
