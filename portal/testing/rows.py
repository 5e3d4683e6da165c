"""Rows of every noun for tests that go over all of them: in every state, and as many as asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

from portal.periods import Period
from portal.policy import SYSTEM
from portal.testing.personas import ALWAYS, Cast, category, group, make_person, model

DECAY = (
    "# EventType: {code}\n# Descriptor: [B0 -> (K*0 -> K+ pi-) gamma]cc\n# NickName: {name}\n"
    "# Documentation: Signal\n# Tested: Yes\n# PhysicsWG: EWP\n# Responsible: Ana Ruiz\n# Email: ana@lab.example\n"
    "# Cuts: None\n# Date: 20261101\n#\nDecay B0sig\n1.0 K*0 gamma SVP_HELAMP 1.0 0.0 1.0 0.0;\nEnddecay\nEnd\n"
)


def membership_request(institute: Any, state: str, number: int = 0, **more: Any) -> Any:
    """A membership request in a state, with the facts that the state asks for."""
    now = timezone.now()
    return model("members.MembershipRequest").objects.create(
        **{
            "given_name": f"Nora {number}",
            "family_name": "Newcomer",
            "email": f"nora-{number}-{state}@lab.example",
            "institute": institute,
            "category": category(),
            "starts_on": date(2026, 1, 1),
            "state": state,
            "token": f"token-{institute.pk}-{state}-{number}",
            "confirmed_at": None if state in ("unconfirmed", "withdrawn") else now,
            "endorsed_at": now if state == "endorsed" else None,
            "decided_at": now if state in ("approved", "declined") else None,
            **more,
        }
    )


def invitation(institute: Any, number: int = 0, **more: Any) -> Any:
    """An invitation: open, used, expired and taken back in turn."""
    now, state = timezone.now(), ("open", "used", "expired", "revoked")[number % 4]
    made = model("members.Invitation").objects.create(
        **{
            "institute": institute,
            "email": f"guest-{number}@lab.example",
            "token": f"invitation-{institute.pk}-{number}",
            "expires_on": date(2020, 1, 1) if state == "expired" else date(9000, 1, 1),
            "revoked_at": now if state == "revoked" else None,
            **more,
        }
    )
    if state == "used":
        membership_request(institute, "declined", 90 + number, invitation=made)
    return made


def application(state: str, number: int = 0, by: Any = None, **more: Any) -> Any:
    """The application of an institute in a state, with the facts that the state asks for."""
    decided = date(2026, 2, 1) if state in ("admitted", "declined") else None
    name = f"{state} {number}"
    if state == "admitted":
        fields = {"name": f"University of {name}", "short_name": name, "period": ALWAYS}
        more["institute"] = model("members.Institute").objects.create(**fields)
    return model("members.Application").objects.create(
        institute_name=f"University of {name}",
        short_name=name,
        contact_name="Ada Brook",
        contact_email=f"ada-{number}@{state}.example",
        state=state,
        filed_by=by,
        decided_on=decided,
        **more,
    )


def departure(state: str, number: int = 0, institute: Any = None) -> Any:
    """The departure of an institute in a state."""
    if institute is None:
        name = f"Leaver {state} {number}"
        institute = model("members.Institute").objects.create(name=name, short_name=name, period=ALWAYS)
    return model("members.Departure").objects.create(
        institute=institute, on=date(2190, 1, 1), reason="the group closes", state=state
    )


def sign(person: Any) -> Any:
    """An active authorship."""
    return model("members.Authorship").objects.create(person=person, period=Period(date(2026, 1, 1), None))


def author_list(state: str, number: int = 0) -> Any:
    """An author list, open or frozen by its verb."""
    made = model("members.AuthorList").objects.create(
        title=f"Search number {number}", reference=f"PUB-{state}-{number}", on=date(2026, 6, 1)
    )
    if state == "frozen":
        import_string("members.authorship.actions.freeze")(made, by=SYSTEM)
    return made


def review(year: int, state: str, *institutes: Any) -> Any:
    """A yearly review in which these institutes confirm."""
    now = timezone.now()
    closed = now if state == "closed" else None
    made = model("members.Review").objects.create(
        year=year, on=date(2026, 1, 1), due_on=date(2026, 6, 1), state=state, closed_at=closed
    )
    for institute in institutes:
        model("members.Confirmation").objects.create(review=made, institute=institute)
    return made


def correction(confirmation: Any, person: Any, state: str) -> Any:
    """Something that a delegate marked."""
    settled = timezone.now() if state == "settled" else None
    return model("members.Correction").objects.create(
        confirmation=confirmation, person=person, text="Left last year", who="D", state=state, settled_at=settled
    )


def reviews(cast: Cast, other: Any, person: Any) -> None:
    """A closed review, and an open one with a correction in each state and one institute that has confirmed."""
    review(2024, "closed", cast.institute, other)
    for year in (2025, 2026):
        made = review(year, "open", cast.institute, other)
        waiting, confirmed = (
            made.confirmations.filter(institute=cast.institute),
            made.confirmations.exclude(institute=cast.institute),
        )
        for found, somebody in ((waiting.get(), cast.person("member")), (confirmed.get(), person)):
            correction(found, somebody, "marked" if year == 2026 else "settled")
        if year == 2026:
            import_string("members.reviews.actions.confirm")(confirmed.get(), by=cast["office"])


def dataset(number: int = 0, **more: Any) -> Any:
    """A dataset; its levels stand in columns, as an import would set them."""
    path = f"/belle/MC/release-08-00-00/DB00000001/MC16rd/prod{number:08}/s00/e0012/4S/r00000/1110021000/mdst"
    levels = {"campaign": "MC16rd_proc16", "event_type": "1110021000", "global_tag": 1, "skim_code": "15640100"}
    return model("datasets.Dataset").objects.create(path=path, data_class="MC", production=number, **levels | more)


def collection(state: str, number: int = 0, members: Any = (), successor: Any = None) -> Any:
    """A collection in a state; what is published never changes, so that it is filled before."""
    family = "/belle/collection/MC/sample"
    made = model("datasets.Collection").objects.create(
        path=f"{family}_{state}_v{number}", data_type="MC", family=family, version=number, state="test"
    )
    for position, item in enumerate(members):
        model("datasets.CollectionMember").objects.create(collection=made, dataset=item, position=position)
    if state != "test":
        made.state, made.published_on, made.superseded_by = state, date(2026, 1, 1), successor
        made.save(update_fields=["state", "published_on", "superseded_by"])
    return made


def decay_file(number: int = 0, by: Any = None) -> Any:
    """A decay file without a finding of weight; every third shares event type and nickname with the first."""
    raw = DECAY.format(code=f"111002100{number % 10}", name=f"Bd_Kst0gamma_{number % 3}")
    made = model("liaisons.DecayFile").of(raw.encode(), f"1110021000_{number}.dec", uploaded_by=by)
    made.save()
    return made


def global_tag(number: int, state: str = "OPEN", **more: Any) -> Any:
    """A global tag with one interval of validity; it is filled before nothing of it may change."""
    tag = model("datasets.GlobalTag").objects.create(number=number, name=f"tag_{number}", state=state, **more)
    payload, _ = model("datasets.Payload").objects.get_or_create(
        module="BeamSpot", revision=number, defaults={"checksum": f"{number:032}"}
    )
    model("datasets.PayloadIov").objects.create(
        tag=tag, payload=payload, first_exp=0, first_run=0, final_exp=-1, final_run=-1
    )
    return tag


def global_tags() -> None:
    """A global tag in each state."""
    for number, state in enumerate(("OPEN", "TESTING", "VALIDATED", "PUBLISHED", "RUNNING", "INVALID"), start=1):
        global_tag(number, state)


def campaign(name: str = "MC16rd_proc16") -> Any:
    """A campaign that runs."""
    found, _ = model("datasets.Campaign").objects.get_or_create(name=name, defaults={"kind": "mc_rd"})
    return found


def signal_request(by: Any, state: str, code: str = "EWP", number: int = 0, **more: Any) -> Any:
    """A signal-MC request of a working group in a state, with the facts that the state asks for."""
    now = timezone.now()
    file = more.pop("decay_file", None) or model("liaisons.DecayFile").objects.first() or decay_file(by=by)
    return model("liaisons.SignalRequest").objects.create(
        title=f"Request {number} of {code}, {state}",
        group=group(code),
        decay_file=file,
        campaign=campaign(),
        events=1000,
        purpose="A measurement",
        filed_by=by,
        state=state,
        submitted_at=None if state == "draft" else now,
        closed_at=now if state in ("done", "cancelled") else None,
        production=7 if state in ("producing", "done") else None,
        **more,
    )


def nomination(person: Any, state: str, number: int = 0) -> Any:
    """Somebody proposed for a post of the working group, in a state."""
    answered = None if state == "proposed" else timezone.now()
    term = Period(date(2100 + number, 1, 1), date(2101 + number, 1, 1))
    return model("members.Nomination").objects.create(
        person=person, group=group("EWP"), post="convener", period=term, state=state, answered_at=answered
    )


def dump_decision(by: Any, number: int = 0, **chosen: Any) -> Any:
    """How a conflict of a registry dump was decided: `chosen` is a person, an institute, or nothing (left out)."""
    subject = "place" if "institute" in chosen else "person"
    return model("members.Decision").objects.create(
        subject=subject,
        key=f"{subject}:{number}",
        label=f"row {number}",
        verdict="this" if chosen else "out",
        decided_by=by,
        **chosen,
    )


def effect(number: int = 0, state: str = "waiting") -> Any:
    """A mail in the outbox."""
    done = timezone.now() if state == "done" else None
    payload = {"to": ["ana@lab.example"], "subject": "News", "text": "There is news."}
    return model("portal.Effect").objects.create(
        kind="mail", key=f"mail:{state}:{number}", payload=payload, state=state, done_at=done
    )


def _accession(cast: Cast) -> None:
    for state in ("draft", "submitted", "presented", "admitted", "declined", "withdrawn"):
        for number, persona in enumerate(("member", "office")):
            application(state, number, cast[persona])
    for state in ("announced", "done", "withdrawn"):
        departure(state)


def in_every_state(cast: Cast) -> None:
    """Each noun in each state, of the personas' institute and group and of others."""
    other = model("members.Institute").objects.create(name="North Lab", short_name="North", period=ALWAYS)
    stranger = make_person("Olav", "Other", other, email="olav@north.example")
    for institute in (cast.institute, other):
        for state in ("unconfirmed", "waiting", "held", "endorsed", "approved", "declined", "withdrawn"):
            membership_request(institute, state)
        for number in range(4):
            invitation(institute, number)
    # own requests: nobody decides about oneself
    for persona in ("applicant", "delegate", "office"):
        membership_request(cast.institute, "waiting", 1, email=f"{persona}@lab.example", token=f"token-of-{persona}")
    _accession(cast)
    sign(cast.person("member"))
    for who, state in (
        ("member", "proposed"),
        ("delegate", "accepted"),
        ("liaison", "refused"),
        ("office", "withdrawn"),
    ):
        nomination(cast.person(who), state)
    for state in ("open", "frozen"):
        author_list(state)
    reviews(cast, other, stranger)
    for number, chosen in enumerate(({}, {"person": stranger}, {"institute": other})):
        dump_decision(cast["office"], number, **chosen)
    held = dataset()
    newest = collection("published", 3, [held])
    collection("superseded", 2, [held], newest)
    for number, state in enumerate(("withdrawn", "test")):
        collection(state, number, [held])
    for state in ("draft", "submitted", "returned", "accepted", "producing", "done", "cancelled"):
        for code in ("EWP", "TDCPV"):
            signal_request(cast["liaison"], state, code)
    for state in ("waiting", "done", "failed", "held"):
        effect(state=state)
    global_tags()
    model("datasets.Skim").objects.create(code="15640100", name="skim")


def _grow_reviews(cast: Cast, number: int, institute: Any, person: Any) -> None:
    review(2050 + number, "open")
    made, _ = model("members.Review").objects.get_or_create(
        year=2050, defaults={"on": timezone.localdate(), "due_on": timezone.localdate()}
    )
    model("members.Confirmation").objects.create(review=made, institute=institute)
    found, _ = model("members.Confirmation").objects.get_or_create(review=made, institute=cast.institute)
    correction(found, person, "marked")
    model("members.ReviewReminder").objects.create(confirmation=found, days=number, sent=True)


def _grow_accession(cast: Cast, number: int, institute: Any, person: Any) -> None:
    once = Period(date(2000 + number, 1, 1), date(2000 + number, 6, 1))
    filed = application("admitted", number, cast["office"])
    first_filed = model("members.Application").objects.order_by("pk").first()
    for owner in {filed, first_filed}:  # the first time they are the same
        model("members.Document").objects.create(
            application=owner,
            kind="cv",
            file_name="cv.pdf",
            media_type="application/pdf",
            content=b"%PDF-1.7",
            sha256=f"{number}",
            size=8,
            uploaded_by=cast["office"],
        )
    first_leaving = model("members.Departure").objects.order_by("pk").first()
    leaving = departure("announced" if first_leaving is None else "withdrawn", number, cast.institute)
    for owner in filter(None, (leaving, first_leaving)):
        model("members.DepartureReminder").objects.create(departure=owner, days=number, sent=True)
    staying = model("members.Membership").objects.filter(person=person).first()
    going = first_leaving or leaving
    model("members.Onward").objects.create(departure=going, membership=staying, institute=institute)
    tie = {"kind": "host", "other": cast.institute, "period": once}
    model("members.InstituteTie").objects.create(institute=institute, **tie)
    model("members.InstituteName").objects.create(
        institute=cast.institute, name=f"Former {number}", short_name=f"F{number}", period=once
    )


def _grow_conditions(number: int, once: Period) -> None:
    used = campaign(f"MC{number}")
    campaign()
    model("datasets.TagChain").objects.create(campaign=campaign(), period=once, names=["tag_1", f"tag_{number}"])
    model("datasets.TagChain").objects.create(campaign=used, period=ALWAYS, names=["tag_1", "online"])
    tag = global_tag(number)
    first_tag = model("datasets.GlobalTag").objects.order_by("pk").first()
    if tag != first_tag:
        more = {"first_exp": number, "first_run": 0, "final_exp": number, "final_run": -1}
        model("datasets.PayloadIov").objects.create(tag=first_tag, payload=tag.iovs.get().payload, **more)


def grow(cast: Cast, number: int) -> None:
    """One more row of every noun, and one more of everything that hangs on the first of each; `number` is new."""
    day = date(2000 + number, 1, 1)
    once = Period(day, date(2000 + number, 6, 1))
    institute = model("members.Institute").objects.create(name=f"Lab {number}", short_name=f"L{number}", period=ALWAYS)
    person = make_person(f"Nora {number}", "Newcomer", cast.institute, email=f"nora{number}@lab.example")
    first = model("members.Person").objects.filter(family_name="Newcomer").order_by("pk").first()
    model("members.Membership").objects.create(person=first, institute=institute, category=category(), period=once)
    model("members.Delegate").objects.create(person=first, institute=institute, period=once)
    model("members.Delegate").objects.create(person=person, institute=cast.institute, period=ALWAYS)
    model("members.Authorship").objects.create(person=first, period=once)
    sign(person)
    model("members.AuthorNote").objects.create(person=first, kind="Also at", text=f"Place {number}", period=ALWAYS)
    model("members.PersonIdentifier").objects.create(person=first, kind="OTHER", source="X", value=f"{number}")
    model("members.PersonAddress").objects.create(person=first, address=f"nora{number}@further.example")
    model("members.PersonName").objects.create(person=first, family_name=f"Former {number}", period=once)
    model("members.InstituteIdentifier").objects.create(institute=cast.institute, source="X", value=f"{number}")
    for code in ("EWP", f"WG{number}"):
        model("members.Appointment").objects.create(person=person, group=group(code), post="member", period=ALWAYS)
    model("members.Appointment").objects.create(person=first, group=group("EWP"), post="convener", period=once)
    nomination(first, "proposed", number)
    membership_request(cast.institute, "waiting", number)
    invitation(cast.institute, 4 * number)
    dump_decision(cast["office"], 100 + number, person=person)
    model("members.Category").objects.create(code=f"kind-{number}", name=f"kind {number}")
    for filed in model("members.MembershipRequest").objects.exclude(state="unconfirmed").order_by("pk")[:3]:
        model("members.RequestNote").objects.create(request=filed, who="Nora", text=f"Note {number}")
    author_list("open", number)
    _grow_reviews(cast, number, institute, person)
    _grow_accession(cast, number, institute, person)
    sample = dataset(number)
    first_sample = model("datasets.Dataset").objects.order_by("pk").first()
    opened = model("datasets.Collection").objects.order_by("pk").first()
    held = [first_sample] if opened is None else [first_sample, sample]
    made = collection("test", number, held)
    if opened is not None:
        model("datasets.CollectionMember").objects.create(collection=opened, dataset=sample, position=number)
    assert made.pk
    _grow_conditions(number, once)
    model("datasets.Skim").objects.create(code=f"1564010{number}", name=f"skim {number}")
    file = decay_file(number * 10, cast["liaison"])
    signal_request(cast["liaison"], "submitted", number=number, decay_file=file)
    asked = model("liaisons.SignalRequest").objects.order_by("pk").first()
    asked.datasets.add(sample)
    model("liaisons.Remark").objects.create(request=asked, by=cast["manager"], text=f"Remark {number}")
    signal_request(
        cast["liaison"], "draft", number=number, decay_file=model("liaisons.DecayFile").objects.order_by("pk").first()
    )
    effect(number)
