"""A person who left long ago and whose address lies in odd places. Everybody is invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

ADDRESS = "Ines.Gone@Old-Lab.example"
EARLIER = "ines@earlier.example"


@pytest.fixture
def leaver(world: Any) -> Any:
    """No membership for a year; the address in upper case, in a request alone, in mails, in the past, in a merge."""
    from members.people.models import Merge, Person, PersonAddress, PersonIdentifier
    from members.requests.models import MembershipRequest, RequestNote
    from portal.accounts.models import Identity
    from portal.history import recorded
    from portal.outbox.mail import enqueue

    today = world.today
    person = world.person("Inês", "Gone", account="gone", email=EARLIER)
    world.member(person, "Sundridge", until=today - timedelta(days=400), category="postdoc")
    with recorded("correct", by=world.user("office"), reason=f"wrote from {EARLIER.upper()}"):
        person.email = ADDRESS
        person.save()
    PersonAddress.objects.create(person=person, address="INES@THIRD.example")
    PersonIdentifier.objects.create(person=person, kind="CERT", value="/DC=example/CN=Ines Gone", issuer="/CN=CA")
    PersonIdentifier.objects.create(person=person, kind="ORCID", value="0000-0002-1825-0097")
    Identity.objects.create(user=person.user, kind="oidc", issuer="https://idp.example", subject="ines-77")
    twin = Person.objects.create(given_name="I.", family_name="Gone", email="i.gone@twin.example", merged_into=person)
    Merge.objects.create(kept=person, gone=twin, moved={"fields": {"email": EARLIER}})
    request = world.filed(email=ADDRESS.upper(), given_name="Ines", family_name="Gone", message=f"Write to {EARLIER}")
    request = MembershipRequest.objects.get(pk=request.pk)
    request.state = "withdrawn"
    request.save()
    RequestNote.objects.create(request=request, who="Delegate Lindqvist", text="She is slow to answer.")
    with transaction.atomic():
        for name, to in (("office", "office@lab.example"), ("her", ADDRESS.lower())):
            payload = {"to": to, "subject": "Leaving", "text": f"Ines ({ADDRESS}) leaves.", "message_id": "<1@x>"}
            enqueue("mail", payload, key=f"leaving:{name}:{to}")
    return Person.objects.get(pk=person.pk)
