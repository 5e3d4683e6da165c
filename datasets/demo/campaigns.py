"""Processings and MC campaigns of the demo, with the releases and the global tag that their paths carry."""

from dataclasses import dataclass
from datetime import date, timedelta

from datasets.campaigns.choices import CampaignKind, CampaignState


@dataclass(frozen=True, slots=True)
class Campaign:
    """`releases` are all that wrote datasets of the campaign, `recommended_release` is the one to analyse them with.

    `tag` is the first global tag of the chain, `first_production` the number before its productions. `age` is how many
    days ago the first dataset was registered, `span` over how many days the others followed.
    """

    name: str
    kind: str
    state: str
    description: str
    releases: tuple[str, ...]
    tag: int
    first_production: int
    age: int
    span: int
    recommended_release: str = ""
    parents: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    experiments: str = ""
    streams: int | None = None
    planned_luminosity: float | None = None

    def registered_on(self, today: date, share: float) -> date:
        """The day on which the dataset at `share` (0 to 1) of the production was registered, never after `today`."""
        return min(today, today - timedelta(days=self.age - int(self.span * share)))


_DONE, _RUNNING, _OBSOLETE = CampaignState.DONE, CampaignState.RUNNING, CampaignState.OBSOLETE
_PLANNED = CampaignState.PLANNED
_RI, _RD, _SKIM = CampaignKind.MC_RI, CampaignKind.MC_RD, CampaignKind.SKIM
_PROC, _PROMPT = CampaignKind.PROCESSING, CampaignKind.PROMPT
_LIGHT = "light-2604-demo"
_FORMER = "light-2409-demo"

# name, kind, state, description, releases, tag, first production, age, span (days), recommended release
_TABLE = (
    ("MC8", _RI, _OBSOLETE, "First simulation tests", "release-00-08-00", 215, 960, 2900, 60, ""),
    ("MC9", _RI, _OBSOLETE, "Before the first collisions", "release-00-09-00", 271, 2160, 2800, 90, ""),
    ("MC13a", _RI, _OBSOLETE, "Run-independent", "release-04-00-03", 764, 9480, 2200, 120, ""),
    ("SkimM13ax1", _SKIM, _OBSOLETE, "Skims of MC13a", "release-04-02-00", 903, 13000, 2000, 60, ""),
    ("proc11", _PROC, _OBSOLETE, "First reprocessing", "release-04-02-02", 941, 13360, 1950, 40, ""),
    ("SkimP11x1", _SKIM, _OBSOLETE, "Skims of proc11", "release-05-01-03", 1368, 16020, 1850, 30, ""),
    ("MC14ri_d", _RI, _OBSOLETE, "Run-independent", "release-05-02-00", 1338, 17000, 1800, 150, ""),
    ("SkimM14ri_ax1", _SKIM, _OBSOLETE, "Skims of MC14", "release-05-02-11", 1368, 18900, 1700, 60, ""),
    ("proc12", _PROC, _DONE, "Reprocessing of early Run 1", "release-05-01-22", 1633, 17730, 1600, 60, _FORMER),
    ("SkimP12x1", _SKIM, _DONE, "Skims of proc12", "release-05-01-24", 1459, 19330, 1500, 60, _FORMER),
    ("PromptExp22", _PROMPT, _DONE, "Prompt data of experiment 22", "release-06-00-08", 512, 29650, 1450, 40, _FORMER),
    (
        "proc13",
        _PROC,
        _DONE,
        "Experiments 7 to 18",
        "release-06-00-08 release-06-01-11",
        2397,
        29520,
        1400,
        120,
        _FORMER,
    ),
    ("MC15ri_b", _RI, _DONE, "Run-independent, 4 ab⁻¹", "release-06-00-08", 2111, 29000, 1350, 200, _LIGHT),
    ("MC15rd_b", _RD, _DONE, "Matches proc13", "release-06-01-08 release-06-00-11", 2652, 27800, 1300, 300, _LIGHT),
    ("MC16ri_run1", _RI, _DONE, "Run-independent, Run 1", "release-08-00-03", 3166, 41200, 700, 200, _LIGHT),
    ("MC16ri_run2", _RI, _RUNNING, "Run-independent, Run 2", "release-08-01-00", 3171, 47300, 300, 290, _LIGHT),
    ("proc16", _PROC, _DONE, "Reprocessing of all of Run 1", "release-08-00-04", 3218, 40100, 800, 150, _LIGHT),
    ("MC16rd_proc16", _RD, _DONE, "Matches proc16", "release-08-00-08 release-08-00-10", 3352, 45400, 600, 300, _LIGHT),
    ("bucket39", _PROMPT, _DONE, "Prompt data, one bucket", "release-08-02-02", 3360, 46800, 420, 40, _LIGHT),
    ("prompt", _PROMPT, _RUNNING, "Prompt data of Run 2, growing", "release-08-02-04", 3360, 48900, 330, 320, _LIGHT),
    ("MC16rd_prompt", _RD, _RUNNING, "Matches the prompt data", "release-08-03-00", 3353, 50100, 250, 245, _LIGHT),
    ("proc16_beamscan", CampaignKind.SPECIAL, _PLANNED, "Runs of the beam scan", "", 3218, 61000, 0, 0, ""),
    ("MC17ri_a", _RI, _PLANNED, "For the next reprocessing", "", 3388, 60000, 0, 0, ""),
)

_RUN_1 = "7-8, 10, 12, 14, 16-18, 20-22, 24-26"
# what is said of the younger ones: parents, parts, experiments, streams, planned luminosity (fb⁻¹)
_MORE: dict[str, tuple[tuple[str, ...], tuple[str, ...], str, int | None, float | None]] = {
    "SkimP12x1": (("proc12",), (), "", None, None),
    "proc13": ((), ("chunk1", "chunk2", "chunk3"), "7-8, 10, 12, 14, 16-18", None, 190.0),
    "MC15rd_b": (("proc13",), (), "7-8, 10, 12, 14, 16-18", 4, 760.0),
    "MC16ri_run1": ((), (), "1003", None, 2000.0),
    "MC16ri_run2": ((), (), "1004", None, 2000.0),
    "proc16": ((), ("chunk1", "chunk2", "chunk3", "chunk4"), _RUN_1, None, 426.9),
    "MC16rd_proc16": (("proc16",), ("chunk1", "chunk2", "chunk3", "chunk4"), _RUN_1, 4, 1707.6),
    "bucket39": ((), ("bucket39",), "32", None, 12.0),
    "prompt": ((), ("bucket40", "bucket41", "bucket42"), "30-36", None, 200.0),
    "MC16rd_prompt": (("bucket39", "prompt"), (), "30-35", 4, 800.0),
    "proc16_beamscan": (("proc16",), (), "21", None, 19.6),
}


def campaigns() -> dict[str, Campaign]:
    """The campaigns by name, oldest first."""
    return {
        name: Campaign(
            name,
            kind,
            state,
            description,
            tuple(releases.split()),
            tag,
            first,
            age,
            span,
            recommended,
            *_MORE.get(name, ()),
        )
        for name, kind, state, description, releases, tag, first, age, span, recommended in _TABLE
    }
