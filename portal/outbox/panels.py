"""The page of one effect: what it is about, how it stands, and the text of a mail."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import escape

from portal.detail import Banner, Detail, Fact, Facts, Shown, Template
from portal.outbox.choices import TONES, EffectState
from portal.outbox.models import Effect
from portal.outbox.policy import SEE

FORGOTTEN = "Text and recipient were removed when their time was over, or on erasure."


def _target(effect: Effect) -> str:
    """The page of what the effect is about, while both exist."""
    subject = effect.about_object()
    address = getattr(subject, "get_absolute_url", None)
    return address() if address else ""


def _mail(effect: Effect, shown: Shown) -> dict[str, Any] | None:
    return {"text": effect.payload.get("text", FORGOTTEN)} if effect.kind == "mail" else None


def _payload(effect: Effect, shown: Shown) -> dict[str, Any] | None:
    return {"payload": effect.payload} if effect.kind != "mail" else None


class EffectDetail(Detail):
    """One effect."""

    model = Effect
    name, path = "effect", "operations/<int:pk>/"
    listing, group, noun_plural = "operations", "Operations", "effects"
    needs = SEE
    has_history = False
    left = (
        Template("Text", "operations/mail.html", _mail),
        Template("Payload", "operations/payload.html", _payload),
    )
    right = (
        Facts(
            "Delivery",
            Fact("to", "To", value=lambda effect, _: effect.payload.get("to")),
            Fact("about", "About", href=_target),
            Fact("verb", "Asked by"),
            Fact("created_at", "Asked for"),
            Fact("attempts", "Attempts", kind="number", always=True),
            Fact("due_at", "Next attempt", value=lambda effect, _: effect.due_at if effect.is_waiting else None),
            Fact("done_at", "Done"),
            Fact("held_by", "Held by"),
            Fact("last_error", "Last problem"),
            Fact("key", "Key", kind="code", copy=True),
        ),
    )

    def title(self, obj: Effect) -> str:
        return str(obj.payload.get("subject", "Mail")) if obj.kind == "mail" else f"{obj.kind}: {obj.about or obj.key}"

    def tag(self, obj: Effect, shown: Shown) -> tuple[str, str]:
        return EffectState(obj.state).label, TONES[EffectState(obj.state)]

    def banners(self, obj: Effect, shown: Shown) -> list[Banner]:
        if obj.state in (EffectState.FAILED, EffectState.HELD) and obj.last_error:
            return [Banner(TONES[EffectState(obj.state)], escape(obj.last_error))]
        return []

    def actions(self, obj: Effect, shown: Shown) -> list[dict[str, Any]]:
        done, waits = obj.state == EffectState.DONE, obj.state == EffectState.WAITING
        return [
            {
                "label": "Release" if obj.state == EffectState.HELD else "Try now" if waits else "Retry",
                "form": reverse("effect_retry", args=[obj.pk]),
                "disabled_reason": "it is done" if done else "",
                "primary": not done,
            },
            {
                "label": "Hold",
                "form": reverse("effect_hold", args=[obj.pk]),
                "disabled_reason": "" if waits else f"it is {obj.get_state_display()}: only what waits can be held",
            },
        ]
