"""150 collections over the demo's datasets, with versions: named by the many templates that exist side by side.

The name of a collection is not derived from what is in it by any rule that a program could use, so the content is given
beside the template here, as it is in a portal. Superseded versions lack what was produced later.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from datasets.collections.choices import CollectionState
from datasets.demo.production import Dataset
from datasets.demo.runs import ABOVE_4S, CONTINUUM, LOW_MULTIPLICITY, MAIN, RARE, SCAN


@dataclass(frozen=True, slots=True)
class Collection:
    """`members` are the paths of the datasets in order; luminosities in fb⁻¹; `contact` is the key of a person;
    `published_on` is None for a test.
    """

    path: str
    state: str
    campaign: str
    members: tuple[str, ...]
    luminosity: Decimal
    luminosity_error: Decimal
    description: str
    event_type: str = ""
    energy: str = ""
    data_level: str = "mdst"
    general_skim: str = ""
    skim_code: str = ""
    superseded_by: str = ""
    contact: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What goes into a collection: levels that members have, and the experiments (none named: all)."""

    place: str
    name: str
    campaign: str
    what: str
    levels: Mapping[str, str]
    experiments: frozenset[int] = field(default_factory=frozenset)
    state: str = CollectionState.PUBLISHED
    superseded_by: str = ""

    @property
    def path(self) -> str:
        return f"/belle/collection/{self.place}/{self.name}"


_OLD = CollectionState.SUPERSEDED
_RUN_1 = frozenset((7, 8, 10, 12, 14, 16, 17, 18, 20, 22, 24, 26))
_RUN_2 = frozenset(range(30, 36))
_20_TO_26 = frozenset((20, 22, 26))


def collect(datasets: Sequence[Dataset], contacts: Sequence[str], today: date) -> tuple[Collection, ...]:
    """A collection for each plan. `contacts` are keys, taken in turn. Raises ValueError for a plan without members."""
    by_campaign: dict[str, list[Dataset]] = defaultdict(list)
    for dataset in datasets:
        by_campaign[dataset.levels.campaign].append(dataset)
    return tuple(
        _fill(plan, by_campaign[plan.campaign], contacts[number % len(contacts)], today)
        for number, plan in enumerate(_plans())
    )


def _fill(plan: _Plan, datasets: Iterable[Dataset], contact: str, today: date) -> Collection:
    members = [row for row in datasets if _fits(plan, row)]
    if not members:
        raise ValueError(f"{plan.path}: nothing in {plan.campaign} fits {dict(plan.levels)}")
    lumi = Decimal(str(round(sum(row.luminosity for row in members), 4)))
    newest = max(row.registered_on for row in members)
    test = plan.state == CollectionState.TEST
    return Collection(
        path=plan.path,
        state=plan.state,
        campaign=plan.campaign,
        members=tuple(row.path for row in members),
        luminosity=lumi,
        luminosity_error=(lumi * Decimal("0.0045")).quantize(Decimal("0.0001")),
        description=f"{plan.what} of {plan.campaign}",
        superseded_by=plan.superseded_by,
        contact=contact,
        published_on=None if test else newest + (today - newest) / 4,
        **{key: value for key, value in plan.levels.items() if key in _COLUMNS},
    )


_COLUMNS = ("event_type", "energy", "data_level", "general_skim", "skim_code")


def _fits(plan: _Plan, row: Dataset) -> bool:
    if plan.experiments and row.levels.experiment not in plan.experiments:
        return False
    levels = {"skim_code": "", "data_level": "mdst", **plan.levels}
    return all(getattr(row.levels, name) == value for name, value in levels.items())


def _plans() -> Iterator[_Plan]:
    yield from _data()
    yield from _mc16rd()
    yield from _mc15rd()
    yield from _run_independent()
    yield from _skims()


def _data() -> Iterator[_Plan]:
    """Recorded data; `had` and `all` in a name are the general skim, and the energy is spelled in three ways."""
    for short, skim in (("had", "hadron"), ("all", "all")):
        levels = {"general_skim": skim}
        yield _Plan("Data", f"proc16_4S_{short}_v1", "proc16", f"4S, {skim}", {**levels, "energy": "4S"})
        yield _Plan(
            "Data", f"proc16_offres_{short}_v1", "proc16", f"off-resonance, {skim}", {**levels, "energy": "4S_offres"}
        )
        for mev in SCAN:
            yield _Plan(
                "Data", f"proc16_{mev}_exp21_{short}_v1", "proc16", f"{mev} MeV, {skim}", {**levels, "energy": mev}
            )
        name, offres = f"exp30_to_exp35_{short}_4S", f"exp30_to_exp35_{short}_4Soffres_v1"
        newer = f"/belle/collection/Data/{name}_v2"
        yield _Plan(
            *("Data", f"{name}_v1", "prompt", f"Run 2 until summer, 4S, {skim}", {**levels, "energy": "4S"}),
            *(frozenset((30, 31, 32)), _OLD, newer),
        )
        yield _Plan("Data", f"{name}_v2", "prompt", f"Run 2, 4S, {skim}", {**levels, "energy": "4S"})
        yield _Plan("Data", offres, "prompt", f"Run 2, off-resonance, {skim}", {**levels, "energy": "4S_offres"})
    for chunk, experiments in ((1, (7, 8, 10)), (2, (12, 14)), (3, (16, 17, 18))):
        levels = {"general_skim": "hadron", "energy": "4S"}
        yield _Plan("Data", f"proc13_chunk{chunk}_had_4S_v1", "proc13", "4S, hadron", levels, frozenset(experiments))
    skimmed = {"general_skim": "hadron", "energy": "4S", "skim_code": "12160100", "data_level": "udst"}
    yield _Plan("Data", "RSC_proc13_4S_skim_12160100_v1", "proc13", "4S, skim 12160100", skimmed)
    hadron = {"general_skim": "hadron", "energy": "4S"}
    withdrawn, test = CollectionState.WITHDRAWN, CollectionState.TEST
    yield _Plan("Data", "proc12_had_4S_v1", "proc12", "4S, hadron", hadron, state=withdrawn)
    yield _Plan("test", "bucket39_had_4S_v1", "bucket39", "4S, hadron, to be checked", hadron, state=test)


def _mc16rd() -> Iterator[_Plan]:
    campaign, prompt = "MC16rd_proc16", "MC16rd_prompt"
    for kind in MAIN:
        levels, name = {"event_type": kind.name, "energy": "4S"}, f"MC16rd_proc16_{kind.name}_Run1_4S"
        newer = f"/belle/collection/MC/{name}_v2"
        yield _Plan("MC", f"{name}_v1", campaign, f"{kind.name} without experiments 22 to 26", levels,
                    _RUN_1 - {22, 24, 26}, _OLD, newer)  # fmt: skip
        yield _Plan("MC", f"{name}_v2", campaign, f"{kind.name}, Run 1, four streams", levels, _RUN_1)
        yield _Plan("MC", f"MC16rd_proc16_chunk1_{kind.name}_4S_v1", campaign, f"{kind.name}, chunk 1", levels,
                    frozenset((7, 8, 10, 12)))  # fmt: skip
        yield _Plan("MC", f"MC16rd_prompt_{kind.name}_Run2_4S_v1", prompt, f"{kind.name}, Run 2", levels, _RUN_2)
    for kind in LOW_MULTIPLICITY:
        levels = {"event_type": kind.name, "energy": "4S"}
        yield _Plan("MC", f"MC16rd_proc16_{kind.name}_Run1_4S_v2", campaign, f"{kind.name}, Run 1", levels, _RUN_1)
        yield _Plan("MC", f"MC16rd_prompt_{kind.name}_Run2_4S_v1", prompt, f"{kind.name}, Run 2", levels, _RUN_2)
    for kind in CONTINUUM:
        levels = {"event_type": kind.name, "energy": "4S_offres"}
        yield _Plan(
            "MC", f"MC16rd_proc16_{kind.name}_Run1_4S_offres_v2", campaign, f"{kind.name}, off-resonance", levels
        )
    for kind in ABOVE_4S:
        # Collections turn the name of one event type round.
        shown = "BstarB" if kind.name == "BBstar" else kind.name
        for mev in SCAN:
            levels = {"event_type": kind.name, "energy": mev}
            yield _Plan("MC", f"MC16rd_proc16_{shown}_{mev}_exp21_v1", campaign, f"{kind.name} at {mev} MeV", levels)


def _mc15rd() -> Iterator[_Plan]:
    for kind in MAIN:
        levels, name = {"event_type": kind.name, "energy": "4S"}, f"MC15rd_{kind.name}_exp20-26_4S"
        newer = f"/belle/collection/MC/{name}_v2"
        yield _Plan(
            "MC", f"{name}_v1", "MC15rd_b", f"{kind.name}, first runs", levels, frozenset((20, 22)), _OLD, newer
        )
        yield _Plan("MC", f"{name}_v2", "MC15rd_b", f"{kind.name}, experiments 20 to 26", levels, _20_TO_26)
        yield _Plan("MC", f"MC15rd_{kind.name}_exp20_bucket26_v1", "MC15rd_b", kind.name, levels, frozenset((20,)))


def _run_independent() -> Iterator[_Plan]:
    for kind in MAIN:
        levels = {"event_type": kind.name, "energy": "4S"}
        yield _Plan("MC", f"MC15ri_{kind.name}_4abinv_v1", "MC15ri_b", kind.name, levels)
        yield _Plan("MC", f"MC16ri_run1_{kind.name}_4S_v1", "MC16ri_run1", f"{kind.name}, Run 1", levels)
        yield _Plan("MC", f"MC16ri_run2_PXDon_{kind.name}_4S_v1", "MC16ri_run2", f"{kind.name}, Run 2", levels)
    for kind in RARE[:8]:
        levels = {"event_type": kind.name, "energy": "4S"}
        yield _Plan("MC", f"MC15ri_{kind.name}_v1", "MC15ri_b", kind.name, levels)


def _skims() -> Iterator[_Plan]:
    for code in ("12160100", "17230100", "11180500"):
        for kind in MAIN:
            levels = {"event_type": kind.name, "energy": "4S", "skim_code": code, "data_level": "udst"}
            name = f"RSC_MC15rd_4S_{kind.name}_skim_{code}_v1"
            yield _Plan("MC", name, "MC15rd_b", f"{kind.name}, skim {code}", levels)
