"""Rows of datasets, decay files and signal requests for tests, each in the state asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from portal.testing.personas import group, model

DECAY = (
    "# EventType: {code}\n# Descriptor: [B0 -> (K*0 -> K+ pi-) gamma]cc\n# NickName: {name}\n"
    "# Documentation: Signal\n# Tested: Yes\n# PhysicsWG: EWP\n# Responsible: Ana Ruiz\n# Email: ana@lab.example\n"
    "# Cuts: None\n# Date: 20261101\n#\nDecay B0sig\n1.0 K*0 gamma SVP_HELAMP 1.0 0.0 1.0 0.0;\nEnddecay\nEnd\n"
)


def dataset(number: int = 0, **more: Any) -> Any:
    """A dataset; its levels stand in columns, as an import would set them."""
    path = f"/belle/MC/release-08-00-00/DB00000001/MC16rd/prod{number:08}/s00/e0012/4S/r00000/1110021000/mdst"
    levels: dict[str, Any] = {
        "campaign": "MC16rd_proc16",
        "event_type": "1110021000",
        "global_tag": 1,
        "skim_code": "15640100",
    }
    levels |= {"data_class": "MC", "production": number}
    return model("datasets.Dataset").objects.create(path=path, **levels | more)


def told(of: Any, number: int = 0) -> None:
    """What sources and people say of a dataset beside its path."""
    said = {"field": ("release", "campaign", "energy", "event_type", "skim_code", "run")[number], "value": "x"}
    model("datasets.DeclaredValue").objects.create(dataset=of, differs=True, source="dump", **said)
    model("datasets.CuratedValue").objects.create(dataset=of, reason="checked", **said)
    model("datasets.Replica").objects.create(dataset=of, site=f"SITE-{number}", kind="disk", files=1, size=1)
    model("datasets.CompleteDump").objects.create(source="dump", scopes=[of.scope], datasets=1)
    model("datasets.Dataset").objects.filter(pk=of.pk).update(declared="differs")
    feed(number)
    first = model("datasets.Feed").objects.order_by("pk").first()
    model("portal.ImportRun").objects.create(
        importer="datasets", file_name=f"{first.name}: x", content=b"", state="applied"
    )


def doubted() -> None:
    """Datasets and feeds in each of their states."""
    dataset(900, state="withdrawn")
    for state in ("new", "ok", "running", "held", "failed", "off"):
        feed(state=state)


def feed(number: int = 0, state: str = "ok") -> Any:
    """A feed, with an import of its own."""
    made = model("datasets.Feed").objects.create(
        name=f"feed {state} {number}",
        importer="datasets",
        address="https://catalogue.example/x",
        every_minutes=60,
        state=state,
    )
    model("portal.ImportRun").objects.create(
        importer="datasets", file_name=f"{made.name}: x", content=b"", state="applied"
    )
    return made


def collection(state: str, number: int = 0, members: Any = (), successor: Any = None) -> Any:
    """A collection in a state; what is published never changes, so that it is filled before."""
    family = "/belle/collection/MC/sample"
    made = model("datasets.Collection").objects.create(
        path=f"{family}_{state}_v{number}", data_type="MC", family=family, version=number, state="test"
    )
    for position, item in enumerate(members):
        model("datasets.CollectionMember").objects.create(collection=made, dataset=item, position=position)
    if state != "test":
        published_on = None if state == "known" else date(2026, 1, 1)
        made.state, made.published_on, made.superseded_by = state, published_on, successor
        made.save(update_fields=["state", "published_on", "superseded_by"])
    return made


def decay_file(number: int = 0, by: Any = None) -> Any:
    """A decay file without a finding of weight; every third shares event type and nickname with the first."""
    raw = DECAY.format(code=f"111002100{number % 10}", name=f"Bd_Kst0gamma_{number % 3}")
    made = model("liaisons.DecayFile").of(raw.encode(), f"1110021000_{number}.dec", uploaded_by=by)
    made.save()
    return made


def notice(state: str, number: int = 0) -> Any:
    """A notice in a state, which affects the first dataset and the first collection."""
    day = date(2026, 1, 1)
    facts: dict[str, Any] = {} if state == "draft" else {"opened_on": day, "openings": 1}
    if state == "closed":
        facts |= {"closed_on": day, "resolution": "It was produced again."}
    made = model("datasets.Notice").objects.create(
        title=f"Notice {number}, {state}", body="It is wrong.", query="event_type=1110021000", state=state, **facts
    )
    for owner, name, count in (("Dataset", "dataset", {}), ("Collection", "collection", {"possible": 0})):
        first = model(f"datasets.{owner}").objects.order_by("pk").first()
        match = "NoticeMatch" if name == "dataset" else "CollectionMatch"
        model(f"datasets.{match}").objects.create(notice=made, certain=1, **{name: first}, **count)
    return made


def notices() -> None:
    """A notice in each state."""
    for number, state in enumerate(("draft", "open", "closed")):
        notice(state, number)


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


def calibration(state: str = "planned", number: int = 0) -> Any:
    """A calibration in a state, with the days that the state asks for."""
    days = ("started_on", "validation_on", "signed_off_on", "released_on")
    reached = ("planned", "running", "validation", "signed_off", "released").index(state)
    return model("datasets.Calibration").objects.create(
        campaign=campaign(),
        part=f"{state}{number}",
        state=state,
        validators="Data quality",
        global_tag="tag_1",
        **{day: date(2026, 1, 1 + at) for at, day in enumerate(days[:reached])},
    )


def calibrations() -> None:
    """A calibration in each state."""
    for state in ("planned", "running", "validation", "signed_off", "released"):
        calibration(state)


def statistic(skim: Any, number: int = 0) -> Any:
    """A statistic of a skim."""
    facts = {"input_events": 100, "skimmed_events": number, "retention": number}
    return model("datasets.SkimStatistic").objects.create(
        skim=skim, sample=f"MC {number}", release="release-1", **facts
    )


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


def following(user: Any, number: int = 0) -> None:
    """What somebody follows, uses, saved and was told: one more of each, and one more use of the first analysis."""
    sample = model("datasets.Dataset").objects.order_by("-pk").first()
    held = model("datasets.Collection").objects.order_by("pk").first()
    model("datasets.Follow").objects.create(user=user, dataset=sample)
    model("datasets.Follow").objects.get_or_create(user=user, data_type=held.data_type, family=held.family)
    facts = {"title": f"Analysis {number} of {user}", "contact": user}
    ended = {"state": "ended", "ended_on": date(2026, 1, 1)} if number % 2 else {}
    made = model("datasets.Analysis").objects.create(**facts, **ended)
    first = model("datasets.Analysis").objects.order_by("pk").first()
    for analysis in {made, first}:  # the first time they are the same
        model("datasets.Use").objects.get_or_create(analysis=analysis, dataset=sample)
        model("datasets.Use").objects.get_or_create(analysis=analysis, collection=held)
    model("datasets.SavedSearch").objects.create(
        user=user, name=f"Search {number} of {user}", listing="datasets", query="campaign=MC16rd_proc16"
    )
    facts = {"text": f"News {number} for {user}.", "address": f"/datasets/{sample.pk}/"}
    news = model("datasets.News").objects.create(
        kind="notice", key=f"notice:{user}:{number}", needs="datasets:dataset:list", **facts
    )
    model("datasets.Reading").objects.create(news=news, user=user, because=["follow:1"])
