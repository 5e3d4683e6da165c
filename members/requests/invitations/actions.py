"""The verbs of an invitation: invite, take back. Using it is filing a request (`requests.actions.file`)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.bylaws import bylaws
from members.institutes.models import Institute
from members.people.names import clean
from members.requests import effects, policy, queries
from members.requests.choices import InvitationState
from members.requests.models import Invitation
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require


@transaction.atomic
def invite(*, institute: Institute, email: str, by: Any, **fields: Any) -> Invitation:
    """Mail a link with the form filled in; it works for some days (by-laws).

    Raises MoveRefused when the address has an invitation to the institute that works still; Denied.
    """
    require(by, policy.INVITE, institute)
    today = timezone.localdate()
    with recorded("invite", by=by):
        Institute.objects.select_for_update(of=("self",)).get(pk=institute.pk)
        open_now = Invitation.objects.filter(institute=institute, email__iexact=email, request=None, revoked_at=None)
        found = open_now.filter(expires_on__gte=today).first()
        if found is not None:
            raise MoveRefused(
                f"{email} has an invitation to {institute} that works until {found.expires_on}; take it back first"
            )
        for name in ("given_name", "family_name"):
            fields[name] = clean(fields.get(name, ""))
        invitation = Invitation.objects.create(
            institute=institute,
            email=email,
            token=secrets.token_urlsafe(32),
            invited_by_id=by.pk,
            expires_on=today + timedelta(days=bylaws().requests.invitation_days),
            **fields,
        )
        effects.tell_invited(invitation, by)
    return invitation


@transaction.atomic
def take_back(invitation: Invitation, *, by: Any, reason: str = "") -> None:
    """The link works no more. Raises MoveRefused when it was used, is over or was taken back already; Denied."""
    with recorded("take_back", by=by, reason=reason):
        Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        invitation.refresh_from_db()
        require(by, policy.INVITE, invitation.institute)
        state = queries.invitation_state(invitation)
        if state != InvitationState.OPEN:
            raise MoveRefused(f"cannot take back: it is already {state.label}")
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
