"""Notices to look at, and what a person with much patience would say they affect."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict

RAW = "/belle/Data/release-06-00-08/DB00002392/{campaign}/prod00029531/e{exp:04}/4S/{run}/{skim}/mdst"


def raw(run: str | int = 230, exp: int = 18, campaign: str = "proc13", skim: str = "hadron") -> str:
    """The path of a dataset of real data."""
    return RAW.format(campaign=campaign, exp=exp, skim=skim, run=run if isinstance(run, str) else f"r{run:05}")


@pytest.fixture
def notice(db: None) -> Callable[..., Any]:
    """Write a notice, and open it unless it shall stay a draft."""
    from datasets.notices import actions
    from portal.policy import SYSTEM

    def make(title: str = "Momentum scale", *, opened: bool = True, **facts: Any) -> Any:
        facts = {"severity": "serious", "body": "The scale is wrong.", **facts}
        made = actions.draft(by=SYSTEM, title=title, **facts)
        if opened:
            actions.open_notice(made, by=SYSTEM)
        return made

    return make


def others_done() -> None:
    """What a verb left to a worker, because somebody else was matching, is done."""
    from portal.outbox.delivery import sweep

    while sweep():
        pass


def kept(notice: Any) -> dict[str, bool]:
    """What the table says: path of a dataset by whether it surely is affected."""
    return dict(notice.matches.values_list("dataset__path", "certain"))


def expected(notice: Any) -> dict[str, bool]:
    """The same by looking at each dataset by itself, without the database."""
    from datasets.catalogue.models import Dataset
    from datasets.collections.models import CollectionMember

    held: dict[int, set[str]] = {}
    for dataset, path in CollectionMember.objects.values_list("dataset", "collection__path"):
        held.setdefault(dataset, set()).add(path)
    found = {}
    for row in Dataset.objects.all():
        said = {True for path in notice.paths.split("\n") if path and path in {row.path, *held.get(row.pk, ())}}
        if notice.query and _searched(row, QueryDict(notice.query)):
            said.add(True)
        said |= {verdict for line in notice.runs.split("\n") if line for verdict in _in_runs(row, line)}
        if said:
            found[row.path] = True in said
    return found


def unmarked() -> list[tuple[str, str | None]]:
    """The datasets that say something else of the open notices than looking at each of these does; and its cells."""
    from datasets.catalogue.models import Dataset, DatasetCell
    from datasets.notices.models import Notice
    from portal.listing.cells import wrong

    said: dict[str, set[bool]] = {}
    for notice in Notice.objects.filter(state="open"):
        for path, sure in expected(notice).items():
            said.setdefault(path, set()).add(sure)
    words = {path: "affected" if True in found else "possible" for path, found in said.items()}
    assert wrong(DatasetCell) == 0
    return [row for row in Dataset.objects.values_list("path", "marked__notices") if row[1] != words.get(row[0])]


def _searched(row: Any, query: QueryDict) -> bool:
    for name, values in query.lists():
        if name == "q":
            if not all(word.lower() in row.path.lower() for word in values[0].split()):
                return False
        elif str("(none)" if getattr(row, name) in (None, "") else getattr(row, name)) not in values:
            return False
    return True


def _in_runs(row: Any, line: str) -> set[bool]:
    """The canonical line `exp 18: 230-260, 272; campaign proc13; class Data`, read by its words."""
    head, *narrowed = line.split("; ")
    experiment, _, runs = head.removeprefix("exp ").partition(": ")
    wanted = {"campaign": row.campaign, "class": row.data_class}
    if row.experiment != int(experiment) or any(wanted[part.split()[0]] != part.split()[1] for part in narrowed):
        return set()
    if not runs:
        return {True}
    if row.run in ("r00000", "%r"):
        return {False}
    numbers = set()
    for part in runs.split(", "):
        low, _, high = part.partition("-")
        numbers |= set(range(int(low), int(high or low) + 1))
    return {True} if int(row.run[1:]) in numbers else set()


def counted(notice: Any) -> dict[str, tuple[int, int]]:
    """How many datasets of each collection the table says are affected, and possibly."""
    return {row.collection.path: (row.certain, row.possible) for row in notice.collections.select_related("collection")}


def expected_in_collections(notice: Any) -> dict[str, tuple[int, int]]:
    """The same by looking at each member."""
    from datasets.collections.models import CollectionMember

    affected = expected(notice)
    found: dict[str, list[int]] = {}
    for path, dataset in CollectionMember.objects.values_list("collection__path", "dataset__path"):
        if dataset in affected:
            found.setdefault(path, [0, 0])[not affected[dataset]] += 1
    return {path: (sure, maybe) for path, (sure, maybe) in found.items()}
