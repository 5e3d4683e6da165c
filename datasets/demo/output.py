"""What each campaign of the demo wrote: 5,000 datasets.

Run-dependent campaigns have one dataset per run and event type, run-independent ones one per production; old paths lack
the levels that came later (stream, data level, general skim), and skims keep the campaign of their input since proc13.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice, product

from datasets.demo.campaigns import campaigns
from datasets.demo.channels import channels
from datasets.demo.globaltags import NOT_IMPORTED
from datasets.demo.production import AS_USUAL, Dataset, Levels, Writer
from datasets.demo.runs import (
    ABOVE_4S,
    ALL,
    CONTINUUM,
    HADRON,
    LOW_MULTIPLICITY,
    MAIN,
    RARE,
    RUN_1,
    RUN_2,
    SCAN,
    EventClass,
    luminosity,
    select,
)

DATASETS = 5000
_EARLY = (7, 8, 10, 12, 14, 16, 17, 18)
_INVERSE_AB = 1000.0
_RUN_1_RI, _RUN_2_RI = 1003, 1004

Writers = Mapping[str, Writer]
Block = Callable[[Writers], Iterator[Dataset]]


def datasets(today: date) -> tuple[Dataset, ...]:
    """The datasets, campaign by campaign; the last block is as long as is needed to make them `DATASETS`."""
    writers = {name: Writer(campaign, today) for name, campaign in campaigns().items()}
    blocks: tuple[Block, ...] = (
        *(_first_tests, _before_proc12, _proc12, _proc13, _proc16, _prompt, _run_independent, _signal, _skims),
        *(_mc15rd, _mc16rd_prompt, _mc16rd_proc16, _for_calibration),
    )
    return _spread([*islice((row for block in blocks for row in block(writers)), DATASETS)], today)


def _spread(rows: list[Dataset], today: date) -> tuple[Dataset, ...]:
    """The datasets of a campaign are registered evenly over its time, in the order in which they were written."""
    totals, seen, known = Counter(row.levels.campaign for row in rows), Counter[str](), campaigns()
    spread = []
    for row in rows:
        name = row.levels.campaign
        seen[name] += 1
        spread.append(replace(row, registered_on=known[name].registered_on(today, seen[name] / totals[name])))
    return tuple(spread)


def _per_run(
    writer: Writer, kinds: Iterable[EventClass], experiments: Iterable[int], levels: Levels = AS_USUAL
) -> Iterator[Dataset]:
    """Simulated events at the 4S, run by run: one production per experiment and type."""
    for experiment, kind in product(experiments, kinds):
        prod = writer.production()
        for run in select((experiment,)):
            yield writer.mc(prod, experiment, kind, run.luminosity / 1000, levels, run.number)


def _merged(
    writer: Writer,
    kinds: Iterable[EventClass],
    experiments: Iterable[int],
    energy: str = "4S",
    levels: Levels = AS_USUAL,
) -> Iterator[Dataset]:
    """Simulated events of all runs of an experiment in one dataset."""
    for experiment, kind in product(experiments, kinds):
        lumi = luminosity(select((experiment,), energy))
        yield writer.mc(writer.production(), experiment, kind, lumi, {"energy": energy, **levels})


def _recorded(
    writer: Writer,
    kind: EventClass,
    experiments: Iterable[int],
    energy: str = "4S",
    levels: Levels = AS_USUAL,
) -> Iterator[Dataset]:
    """Recorded events run by run, one production per experiment."""
    for experiment in experiments:
        prod = writer.production()
        for run in select((experiment,), energy):
            at = {"energy": energy, **levels}
            yield writer.data(prod, experiment, kind, run.luminosity / 1000, at, run.number)


def _merged_data(
    writer: Writer,
    kind: EventClass,
    experiments: Iterable[int],
    energy: str = "4S",
    levels: Levels = AS_USUAL,
) -> Iterator[Dataset]:
    """Recorded events of all runs of an experiment in one dataset."""
    for experiment in experiments:
        lumi = luminosity(select((experiment,), energy))
        yield writer.data(writer.production(), experiment, kind, lumi, {"energy": energy, **levels})


def _first_tests(writers: Writers) -> Iterator[Dataset]:
    for kind in MAIN:
        yield writers["MC8"].mc(writers["MC8"].production(), 0, kind, 100, {"data_level": ""})
        yield writers["MC9"].mc(writers["MC9"].production(), 0, kind, 200, {"data_level": "", "stream": ""})


def _before_proc12(writers: Writers) -> Iterator[Dataset]:
    for name in ("MC13a", "MC14ri_d"):
        for kind in (*MAIN, *LOW_MULTIPLICITY):
            yield writers[name].mc(writers[name].production(), _RUN_1_RI, kind, 100 if kind in MAIN else 20)
    old_skims = {"SkimM13ax1": ("14140100", "17240100"), "SkimM14ri_ax1": ("11180500", "14140100", "18370100")}
    for name, codes in old_skims.items():
        for code, kind in product(codes, MAIN):
            levels = {**_udst(code), "stream": ""}
            yield writers[name].mc(writers[name].production(), _RUN_1_RI, kind, 100, levels)
    yield from _recorded(writers["proc11"], HADRON, (10,), levels={"proc_level": "proc", "general_skim": ""})
    yield from _recorded(writers["SkimP11x1"], HADRON, (10,), levels={**_udst("18370100"), "general_skim": ""})


def _proc12(writers: Writers) -> Iterator[Dataset]:
    for kind in (HADRON, ALL):
        yield from _recorded(writers["proc12"], kind, (7, 8, 10))
    for code in ("11180500", "14120300", "17240100"):
        yield from _recorded(writers["SkimP12x1"], HADRON, (8,), levels=_udst(code))
    yield from _merged_data(writers["PromptExp22"], ALL, (22,), levels={"general_skim": ""})


def _proc13(writers: Writers) -> Iterator[Dataset]:
    proc13 = writers["proc13"]
    yield from _recorded(proc13, HADRON, _EARLY)
    yield from _recorded(proc13, HADRON, (12, 18), "4S_offres")
    yield from _merged_data(proc13, ALL, _EARLY, levels={"general_skim": ""})
    yield from _recorded(proc13, HADRON, (18,), levels=_udst("11180500", "DB00002066"))
    for code in ("12160100", "17230100", "18520400"):
        yield from _merged_data(proc13, HADRON, _EARLY, levels=_udst(code, "DB00002066"))


def _proc16(writers: Writers) -> Iterator[Dataset]:
    proc16 = writers["proc16"]
    yield from _recorded(proc16, HADRON, RUN_1)
    yield from _recorded(proc16, HADRON, (12, 18, 26), "4S_offres")
    for energy in SCAN:
        yield from _recorded(proc16, HADRON, (21,), energy)
        yield from _merged_data(proc16, ALL, (21,), energy)
    yield from _merged_data(proc16, ALL, RUN_1)
    yield from _merged_data(proc16, ALL, (12, 18, 26), "4S_offres")
    for code in ("11180500", "12160100", "12160200", "14140100", "15420100", "17240100", "18520401", "19120100"):
        yield from _merged_data(proc16, HADRON, RUN_1, levels=_udst(code, "DB00003388"))


def _prompt(writers: Writers) -> Iterator[Dataset]:
    yield from _recorded(writers["bucket39"], HADRON, (30, 31, 32))
    yield from _recorded(writers["prompt"], HADRON, RUN_2)
    yield from _merged_data(writers["prompt"], ALL, RUN_2)
    for kind in (HADRON, ALL):
        yield from _merged_data(writers["prompt"], kind, (30,), "4S_offres")
    # So new that the record has not heard of the tag yet.
    yield from _merged_data(writers["prompt"], HADRON, (35,), levels={"db": f"DB{NOT_IMPORTED:08}"})


def _run_independent(writers: Writers) -> Iterator[Dataset]:
    wanted = (("MC15ri_b", _RUN_1_RI, 4), ("MC16ri_run1", _RUN_1_RI, 3), ("MC16ri_run2", _RUN_2_RI, 2))
    for name, experiment, parts in wanted:
        writer = writers[name]
        for kind, _ in product(MAIN, range(parts)):
            yield writer.mc(writer.production(), experiment, kind, _INVERSE_AB)
        for share, energy in ((0.2, "4S"), (0.05, "4S_offres")):
            for kind in (*LOW_MULTIPLICITY, *RARE):
                yield writer.mc(writer.production(), experiment, kind, share * _INVERSE_AB, {"energy": energy})
        for kind in CONTINUUM:
            yield writer.mc(writer.production(), experiment, kind, 0.1 * _INVERSE_AB, {"energy": "4S_offres"})
        for kind in (*CONTINUUM, *ABOVE_4S):
            yield writer.mc(writer.production(), experiment, kind, 0.1 * _INVERSE_AB, {"energy": "10810"})


def _signal(writers: Writers) -> Iterator[Dataset]:
    """Signal of every channel in one campaign, of some in the others; a few at another energy."""
    wanted = (("MC15ri_b", _RUN_1_RI, 2), ("MC16ri_run1", _RUN_1_RI, 1), ("MC16ri_run2", _RUN_2_RI, 3))
    for name, experiment, step in wanted:
        for channel in channels()[::step]:
            yield writers[name].signal(experiment, channel.event_type, 2_000_000)
    for channel in channels()[::9]:
        yield writers["MC16ri_run1"].signal(_RUN_1_RI, channel.event_type, 500_000, {"energy": "10810"})


def _skims(writers: Writers) -> Iterator[Dataset]:
    for code in ("11180500", "11180600", "12160100", "14140100", "17230100"):
        levels = {**_udst(code, "DB00002066"), "release": "release-06-01-11"}
        yield from _merged(writers["MC15rd_b"], MAIN, (7, 12, 16, 18, 26), levels=levels)
    for code in ("71000100", "72000100", "74000101", "77000101"):
        levels = {"skim_code": code, "db": "DB00003388"}
        yield from _merged(writers["MC16rd_proc16"], MAIN, (12, 18, 24, 26), levels=levels)


def _udst(code: str, db: str = "") -> Levels:
    """The levels of a skim; `db` is its own tag where it kept the campaign of its input."""
    return {"skim_code": code, "data_level": "udst", **({"db": db} if db else {})}


def _mc15rd(writers: Writers) -> Iterator[Dataset]:
    yield from _merged(writers["MC15rd_b"], MAIN, _EARLY)
    yield from _per_run(writers["MC15rd_b"], MAIN, (20, 26))
    yield from _per_run(writers["MC15rd_b"], MAIN, (22,), {"db": "DB00002373"})


def _mc16rd_prompt(writers: Writers) -> Iterator[Dataset]:
    writer = writers["MC16rd_prompt"]
    yield from _per_run(writer, MAIN, (30, 33))
    yield from _merged(writer, MAIN, (31, 32, 34, 35))
    yield from _merged(writer, LOW_MULTIPLICITY, RUN_2)
    yield from _merged(writer, CONTINUUM, (30,), "4S_offres")


def _mc16rd_proc16(writers: Writers) -> Iterator[Dataset]:
    writer = writers["MC16rd_proc16"]
    yield from _merged(writer, MAIN, (7, 8, 10, 14, 16, 17, 20))
    yield from _merged(writer, LOW_MULTIPLICITY, RUN_1)
    yield from _merged(writer, (*CONTINUUM, *LOW_MULTIPLICITY), (12, 18, 26), "4S_offres")
    for energy in SCAN:
        yield from _merged(writer, (*MAIN, *ABOVE_4S), (21,), energy)
    yield from _per_run(writer, MAIN, (12, 18, 26, 24, 22))


def _for_calibration(writers: Writers) -> Iterator[Dataset]:
    yield from _recorded(writers["proc16"], ALL, (24, 22), levels={"data_level": "cdst"})
