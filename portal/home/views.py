"""The home page, made of the cards in the registry."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.entries import HOME
from portal.faults import limited, part
from portal.policy import needs
from portal.registry import Card, registry


@needs(HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Personal for those who are signed in; what the portal is, for those who are not."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    with limited():
        found = (_filled(card, request) for card in sorted(registry.cards, key=lambda card: card.order))
        cards = [context for context in found if context is not None]
    return render(request, "home/page.html", {"cards": cards})


def _filled(card: Card, request: HttpRequest) -> dict[str, Any] | None:
    """What the card shows, or that it failed; None leaves it out."""
    frame = {"template": card.template, "key": card.key}
    failed = {"template": "home/_failed.html", "title": card.key.replace("-", " ").capitalize()}

    def fill() -> dict[str, Any] | None:
        context = card.render(request)
        return None if context is None else {**frame, **context}

    return part(f"home: {card.key}", fill, lambda words: {**frame, **failed, "words": words})
