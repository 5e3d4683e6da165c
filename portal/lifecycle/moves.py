"""Moves on a page and in the API: which verb carries each out, and the addresses to ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from portal.lifecycle.core import Lifecycle, MoveRefused, Offer
from portal.policy import needs
from portal.ui.addresses import page_url

REASON_LENGTH = 4000
"""Characters of a reason, as the form says."""


class Moves:
    """The moves of `lifecycle` at `<prefix>/<pk>/<move>/`.

    `verbs[name](obj, by=, reason=)` is the action that performs the move; moves without a verb are
    not offered here. `get(user, pk)` finds the object among what the user may see (404 otherwise).
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        verbs: Mapping[str, Callable[..., Any]],
        get: Callable[[Any, int], Any],
        *,
        name: str,
        prefix: str,
        see: str,
        tones: Mapping[Any, str],
    ) -> None:
        unknown = set(verbs) - {move.name for move in lifecycle.moves}
        if unknown:
            raise ValueError(f"{name}: the lifecycle has no move {sorted(unknown)}")
        self.lifecycle, self.verbs, self.get = lifecycle, verbs, get
        self.name, self.prefix, self.see, self.tones = name, prefix, see, tones

    def url(self, obj: Any, offer: Offer) -> str:
        return page_url(self.name, obj.pk, offer.name)

    def buttons(self, obj: Any, user: Any) -> list[dict[str, Any]]:
        """One button per move that leaves the state; a disabled one says why."""
        return [
            {
                "name": offer.name,
                "label": offer.label,
                "form": self.url(obj, offer),
                "asks_reason": offer.move.asks_reason,
                "primary": offer.move.primary and offer.allowed,
                "disabled_reason": "" if offer.allowed else offer.reason,
                "confirm": self.question(obj, user, offer),
            }
            for offer in self.offered(obj, user)
        ]

    def concerned(self, obj: Any, user: Any, name: str) -> str:
        """Whom the move would concern, in a sentence of the question; override where somebody relies on the object."""
        return ""

    def question(self, obj: Any, user: Any, offer: Offer) -> str:
        """What is asked before a move that is asked about: what will happen, and to whom."""
        if not (offer.allowed and offer.move.confirm):
            return offer.move.confirm
        return f"{offer.move.confirm} {self.concerned(obj, user, offer.name)}".rstrip()

    def offered(self, obj: Any, user: Any) -> list[Offer]:
        """The offers of the lifecycle that have a verb here."""
        return [offer for offer in self.lifecycle.offered(obj, user) if offer.name in self.verbs]

    def allowed(self, obj: Any, user: Any) -> list[Offer]:
        """The offers that `user` may take: what the API links to."""
        return [offer for offer in self.offered(obj, user) if offer.allowed]

    def perform(self, obj: Any, name: str, *, by: Any, reason: str) -> None:
        """Carry out the move by its verb. Raises MoveRefused, Denied, KeyError."""
        self.verbs[name](obj, by=by, reason=reason)

    def urls(self) -> list[URLPattern]:
        return [path(f"{self.prefix}<int:pk>/<slug:move>/", self._view(), name=self.name)]

    def _view(self) -> Callable[..., HttpResponseBase]:
        @needs(self.see)
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: HttpRequest, pk: int, move: str) -> HttpResponse:
            if move not in self.verbs:
                raise Http404
            obj = self.get(request.user, pk)
            offer = next((item for item in self.offered(obj, request.user) if item.name == move), None)
            if request.method == "POST":
                try:
                    self.perform(
                        obj, move, by=request.user, reason=request.POST.get("reason", "").strip()[:REASON_LENGTH]
                    )
                except MoveRefused as refusal:
                    if offer is not None and offer.move.asks_reason and not request.POST.get("reason", "").strip():
                        return self._ask(request, obj, offer, str(refusal), status=422)
                    messages.error(request, f"{obj}: {refusal}.")
                else:
                    taken = next(item for item in self.lifecycle.moves if item.name == move)
                    done = taken.done or self.lifecycle.states(self.lifecycle.state(obj)).label
                    messages.success(request, f"{obj}: {done}.")
                return redirect(obj.get_absolute_url())
            if offer is None:
                wanted = next(item for item in self.lifecycle.moves if item.name == move)
                messages.error(request, f"{obj}: {self.lifecycle.refusal(obj, wanted, request.user)}.")
                return redirect(obj.get_absolute_url())
            return self._ask(request, obj, offer, "")

        return view

    def _ask(self, request: HttpRequest, obj: Any, offer: Offer, error: str, status: int = 200) -> HttpResponse:
        """The page that names what will happen and takes the reason; it works without scripts."""
        return render(
            request,
            "lifecycle/move.html",
            {
                "obj": obj,
                "offer": offer,
                "question": self.question(obj, request.user, offer),
                "error": error,
                "url": self.url(obj, offer),
                "target": self.lifecycle.outcome(offer.move, obj),
            },
            status=status,
        )
