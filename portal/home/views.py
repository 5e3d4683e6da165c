"""The home page, made of the cards in the registry."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.entries import HOME
from portal.policy import needs
from portal.registry import registry


@needs(HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Personal for those who are signed in; what the portal is, for those who are not."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    cards = []
    for card in sorted(registry.cards, key=lambda card: card.order):
        context = card.render(request)
        if context is not None:
            cards.append({"template": card.template, "key": card.key, **context})
    return render(request, "home/page.html", {"cards": cards})
