"""Rows of every noun for tests that go over all of them: in every state, and as many as asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from portal.periods import Period
from portal.testing.data_rows import (
    calibration,
    calibrations,
    campaign,
    collection,
    dataset,
    decay_file,
    doubted,
    following,
    global_tag,
    global_tags,
    notice,
    notices,
    signal_request,
    statistic,
    told,
)
from portal.testing.member_rows import (
    application,
    author_list,
    correction,
    departure,
    dump_decision,
    invitation,
    membership_request,
    nomination,
    review,
    reviews,
    sign,
)
from portal.testing.personas import ALWAYS, Cast, category, group, make_person, model


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
    doubted()
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
    notices()
    statistic(model("datasets.Skim").objects.create(code="15640100", name="skim"))
    calibrations()
    collection("known", 4)
    luminosity()
    _following(cast)


def _following(cast: Cast) -> None:
    for number, persona in enumerate(("member", "liaison", "administrator")):
        following(cast[persona], number)


def luminosity(number: int = 0) -> None:
    """One more of all that has to do with runs, and one more run of the first experiment."""
    own, _ = model("datasets.Experiment").objects.get_or_create(number=100 + number)
    first = model("datasets.Experiment").objects.order_by("pk").first()
    for experiment in {own.number, first.number}:
        run = model("datasets.Run").objects.create(experiment_id=experiment, number=200 + number, quality="good")
        for value in (number, 0):  # the first time they are the same
            values = {"kind": "online", "processing": f"proc{value}", "luminosity_invpb": 1}
            model("datasets.RunLuminosity").objects.get_or_create(run=run, **values)
    quoted = {"experiment_numbers": [first.number], "luminosity_invpb": 1}
    model("datasets.ReferenceLuminosity").objects.create(scope=f"Scope {number}", **quoted)
    model("datasets.EventType").objects.create(name=f"type{number}", process="e+e- -> x")
    model("datasets.BeamEnergy").objects.create(label=f"{number}S", low_gev=1 + number, high_gev=2 + number)
    made = model("datasets.GoodRunList").objects.create(name=f"list {number}", rule="listed")
    for found in {made, model("datasets.GoodRunList").objects.order_by("pk").first()}:
        facts = {"experiment": first.number, "low": 200 + number, "high": 200 + number}
        model("datasets.ListedRuns").objects.create(good_run_list=found, **facts)


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
    told(first_sample, number)
    opened = model("datasets.Collection").objects.order_by("pk").first()
    held = [first_sample] if opened is None else [first_sample, sample]
    made = collection("test", number, held)
    if opened is not None:
        model("datasets.CollectionMember").objects.create(collection=opened, dataset=sample, position=number)
    assert made.pk
    notice("open", number)
    _grow_conditions(number, once)
    luminosity(number)
    skim = model("datasets.Skim").objects.create(code=f"1564010{number}", name=f"skim {number}")
    for tested in {skim, model("datasets.Skim").objects.order_by("pk").first()}:  # the first time they are the same
        statistic(tested, number)
    calibration("planned", number)
    file = decay_file(number * 10, cast["liaison"])
    signal_request(cast["liaison"], "submitted", number=number, decay_file=file)
    asked = model("liaisons.SignalRequest").objects.order_by("pk").first()
    asked.datasets.add(sample)
    model("liaisons.Remark").objects.create(request=asked, by=cast["manager"], text=f"Remark {number}")
    signal_request(
        cast["liaison"], "draft", number=number, decay_file=model("liaisons.DecayFile").objects.order_by("pk").first()
    )
    effect(number)
    following(cast["administrator"], number)
