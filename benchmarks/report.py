"""What was measured, as tables with goals; ratios are promises, milliseconds and seconds are for orientation."""

from __future__ import annotations

from benchmarks import ask
from benchmarks.timed import FEW, MANY

GROWTH = 1.3
"""A page of bounded size, and a step for each row, may take so many times as long where there is more."""
DUMP_GOALS = {"plan of new rows": 1.0, "plan and apply": 2.5, "plan of known rows": 1.0}
CATALOGUE_GOALS = {
    "facets": 2, "substring": 2, "run overlap": 2, "exact path": 1.5, "export of paths": 2, "import of paths": 5,
}  # fmt: skip
"""Times as long as by hand; an export may take twice the time of COPY, an import five times."""


class Report:
    """Prints; counts the goals that were missed."""

    def __init__(self) -> None:
        self.missed = 0

    def goal(self, value: float, most: float) -> str:
        """A ratio beside its goal."""
        self.missed += value > most
        return f"{value:>10.2f}{f'≤ {most:g}':>8}{'' if value <= most else '  missed'}"

    def pages(self, results: list[list[ask.Result]], sizes: list[int]) -> None:
        """Each page against the floor, then the largest size against the smallest."""
        print(f"\n{'page':28}{'rows':>9}{'floor ms':>10}{'page ms':>10}{'ratio':>10}{'goal':>8}")
        for size, found in zip(sizes, results, strict=True):
            for result in found:
                self.missed += result.spread > ask.SPREAD
                spread = f"  p95 {result.spread:.2f} × median" if result.spread > ask.SPREAD else ""
                print(
                    f"{result.page.label:28}{size:>9,}{result.floor:>10.2f}{result.median:>10.2f}"
                    f"{self.goal(result.ratio, result.page.goal)}{spread}"
                )
        if len(results) > 1:
            print(f"\n{'page':28}{f'{sizes[-1]:,} against {sizes[0]:,} rows':>39}{'goal':>8}")
            for small, large in zip(results[0], results[-1], strict=True):
                print(f"{small.page.label:28}{'':29}{self.goal(large.median / small.median, GROWTH)}")

    def sweep(self, found: list[dict[str, float]], sizes: list[int]) -> None:
        """Time follows what changes, not who exists."""
        print(f"\n{'nightly sweep':28}{'people':>9}{f'{FEW} changes, ms':>19}{f'{MANY} changes, ms':>20}")
        for size, took in zip(sizes, found, strict=True):
            print(f"{'':28}{size:>9,}{took[str(FEW)] * 1000:>19.1f}{took[str(MANY)] * 1000:>20.1f}")
        few, many = found[-1][str(FEW)], found[-1][str(MANY)]
        print(f"{f'{MANY} changes against {FEW}':57}{self.goal(many / few, MANY / FEW * GROWTH)}")
        if len(found) > 1:
            print(f"{f'{sizes[-1]:,} people against {sizes[0]:,}':57}{self.goal(many / found[0][str(MANY)], GROWTH)}")

    def dump(self, found: list[dict[str, float]], sizes: list[int]) -> None:
        """Each step against a plain bulk insert of the same rows, and for each row at both sizes."""
        print(f"\n{'registry dump':28}{'rows':>9}{'s':>10}{'rows/s':>10}{'ratio':>10}{'goal':>8}")
        for size, took in zip(sizes, found, strict=True):
            for step, most in {"bulk insert": 0, **DUMP_GOALS}.items():
                ratio = self.goal(took[step] / took["bulk insert"], most) if most else ""
                print(f"{step:28}{size:>9,}{took[step]:>10.2f}{size / took[step]:>10,.0f}{ratio}")
        if len(found) > 1:
            for step in DUMP_GOALS:
                growth = found[-1][step] / found[0][step] / (sizes[-1] / sizes[0])
                words = f"{step}, a row: {sizes[-1]:,} against {sizes[0]:,}"
                print(f"{words:57}{self.goal(growth, GROWTH)}")

    def catalogue(self, found: list[dict[str, dict[str, float]]], sizes: list[int]) -> None:
        """Statements against hand-written ones; export and import as a whole against COPY; the page of a collection."""
        print(f"\n{'catalogue':28}{'datasets':>9}{'by hand':>10}{'ms':>10}{'ratio':>10}{'goal':>8}")
        for size, answers in zip(sizes, found, strict=True):
            for label, took in answers.items():
                if "sql" in took:
                    goal = self.goal(took["ours"] / took["sql"], CATALOGUE_GOALS[label.partition(",")[0]])
                    print(f"{label:28}{size:>9,}{took['sql']:>10.2f}{took['ours']:>10.2f}{goal}")
            few, many = (answers[f"collection of {number}"] for number in ("10", "10,000"))
            for words, key in (("collection page", "whole"), ("the same, first reader", "first")):
                ratio = many[key] / few[key]
                goal = self.goal(ratio, GROWTH) if key == "whole" else f"{ratio:>10.2f}"
                print(f"{f'{words}, 10,000 against 10':28}{few[key]:>15.2f}{many[key]:>10.2f}{goal}")

    def memory(self, found: list[dict[str, dict[str, float]]], sizes: list[int]) -> None:
        """The most memory of a process that imports and exports: the size of the file must not matter."""
        print(f"\n{'memory':28}{'datasets':>9}{'MB':>10}{'s':>10}")
        for size, answers in zip(sizes, found, strict=True):
            for label, took in answers.items():
                print(f"{label:28}{size:>9,}{took['peak']:>10.0f}{took['seconds']:>10.1f}")
        for label in found[0]:
            ratio = found[-1][label]["peak"] / found[0][label]["peak"]
            print(f"{f'{label}, large against small':48}{self.goal(ratio, GROWTH)}")

    def end(self) -> None:
        print(f"\n{self.missed} of the goals missed" if self.missed else "\nall goals met")
