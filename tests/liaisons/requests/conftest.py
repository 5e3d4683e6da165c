"""Requests in every state, brought there by the verbs."""

import pytest

WAY = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "accepted": ("submit", "accept"),
    "producing": ("submit", "accept", "start"),
    "done": ("submit", "accept", "start", "finish"),
    "cancelled": ("submit", "cancel"),
}


@pytest.fixture
def dataset(db):
    """`dataset(run=7)`: a dataset of production 51234 in the catalogue."""
    from datasets.catalogue.models import Dataset

    def made(run=0, production=51234, event_type="1110021000"):
        path = (
            f"/belle/MC/release-08-00-10/DB00003307/MC16rd_proc16/prod{production:08}/s00/e0012/4S/r{run:05}"
            f"/{event_type}/mdst"
        )
        levels = {"campaign": "MC16rd_proc16", "experiment": 12, "energy": "4S", "data_level": "mdst"}
        return Dataset.objects.create(
            path=path, data_class="MC", production=production, event_type=event_type, events=1000, **levels
        )

    return made


@pytest.fixture
def fields(keep, group, campaign):
    """What a liaison asks for, as the verb takes it."""
    return {
        "title": "B0 → K*0 γ for MC16rd",
        "group": group,
        "decay_file": keep(),
        "campaign": campaign,
        "events": 2_000_000,
        "energy": "4S",
        "priority": 5,
        "purpose": "Efficiency of the photon selection.",
        "needed_by": None,
    }


@pytest.fixture
def ask(cast, fields, dataset):
    """`ask("returned")`: a request of the EWP group in that state, filed by its liaison."""
    from datasets.catalogue.models import Dataset
    from liaisons.requests import actions

    def asked(state="draft", **changes):
        filed = actions.file(by=cast.liaison, **(fields | changes))
        for verb in WAY[state]:
            take(cast, verb, filed)
        return filed

    def take(cast, verb, filed):
        liaison, manager = cast.liaison, cast.manager
        if verb == "finish":
            results = list(Dataset.objects.filter(production=51234)) or [dataset()]
            actions.finish(filed, by=manager, datasets=results)
        else:
            {
                "submit": lambda: actions.submit(filed, by=liaison),
                "return": lambda: actions.send_back(filed, by=manager, reason="Ten million are too many."),
                "accept": lambda: actions.accept(filed, by=manager),
                "start": lambda: actions.start(filed, by=manager, production=51234),
                "cancel": lambda: actions.cancel(filed, by=liaison, reason="Filed twice."),
            }[verb]()

    return asked


@pytest.fixture
def form_data(fields):
    """The same as a browser sends it."""
    return {
        "title": fields["title"],
        "group": fields["group"].pk,
        "decay_file": fields["decay_file"].pk,
        "campaign": fields["campaign"].pk,
        "events": "2e6",
        "energy": "4S",
        "priority": "5",
        "purpose": fields["purpose"],
        "needed_by": "",
        "revision": "0",
    }
