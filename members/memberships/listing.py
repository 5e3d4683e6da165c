"""The queue of membership requests."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat, Trim
from django.urls import reverse

from members.institutes.models import Institute
from members.memberships import policy
from members.memberships.choices import TONES, RequestState
from members.memberships.models import Category, MembershipRequest
from members.memberships.panels import MOVES
from portal.listing import Column, Context, Listing


def _url(row: Any) -> str:
    return reverse("membership_request", args=[row["pk"]])


class ApprovalsListing(Listing):
    """Membership requests of the own institutes; all of them for the office."""

    name, path, detail = "approvals", "approvals/", "membership_request"
    model, noun, noun_plural, group = MembershipRequest, "membership request", "membership requests", "Members"
    needs = policy.LIST
    ordering = ("confirmed_at", "pk")
    search = ("given_name", "family_name", "native_name", "email")
    search_label = "Name or e-mail"
    counted = (MembershipRequest, Institute, Category)
    moves = MOVES
    empty_text = "Newcomers file a request on the public page; you can send them its address."
    columns = (
        Column("full_name", "Person", primary=True, href=_url, sort=("family_name", "given_name"),
               expr=lambda context: Trim(Concat("given_name", Value(" "), "family_name", output_field=CharField()))),
        Column("state", "State", filter="choice", choices=RequestState, tones=TONES),
        Column("category.name", "Asks for", filter="choice", name="category"),
        Column("institute.short_name", "Institute", filter="choice", name="institute"),
        Column("starts_on", "From", kind="date", filter="dates"),
        Column("confirmed_at", "Waiting since", kind="instant"),
        Column("decided_at", "Decided", kind="instant"),
        Column("email", "E-mail", shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, MembershipRequest.objects.all())
