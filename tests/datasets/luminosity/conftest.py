"""Tables to import, and runs to look at; all invented."""

import pytest

HEAD = (
    "exp,run,lumi_recorded_invpb,lumi_err,start_jst_or_utc,length_hh_mm,cum_recorded_invfb,cum_delivered_invfb,good,"
    "beam_energy\n"
)


def take(importer, path, apply=True, **options):
    """The plan of an import, carried out unless it shall not be."""
    from portal.policy import SYSTEM

    return importer(options).run([path], by=SYSTEM, apply=apply)


def counts(plan):
    return {str(action): number for action, number in plan.counts.items() if number}


def noted(plan, *actions):
    return [(change.line, change.note) for change in plan.changes if change.action in actions]


@pytest.fixture
def table(tmp_path):
    """Write a file to import."""

    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def run(db):
    """Make a run with one luminosity: `run(18, 200, "39.725", error="0.1", processing="proc13")`."""
    from decimal import Decimal

    from datasets.luminosity.models import Experiment, Run, RunLuminosity

    def make(experiment, number, invpb, *, processing="", kind="online", energy="4S", quality="good", **errors):
        Experiment.objects.get_or_create(number=experiment)
        facts = {"energy": energy, "quality": quality}
        made, _ = Run.objects.get_or_create(experiment_id=experiment, number=number, defaults=facts)
        columns = {f"{name}_invpb": Decimal(value) for name, value in errors.items()}
        RunLuminosity.objects.create(
            run=made, luminosity_invpb=Decimal(invpb), processing=processing, kind=kind, **columns
        )
        return made

    return make
