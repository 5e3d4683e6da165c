"""Global tags of the demo's conditions database: those that campaigns use, and the crowd of personal ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from datasets.globaltags.choices import TagState


@dataclass(frozen=True, slots=True)
class GlobalTag:
    """`number` is the id that dataset paths carry as DB and eight digits."""

    number: int
    name: str
    state: str
    description: str


_USED = (
    (215, "production_rel00", TagState.INVALID, "First simulation tests"),
    (271, "mc_2017_autumn", TagState.INVALID, "MC9"),
    (512, "prompt_release-04", TagState.PUBLISHED, "Prompt calibration of experiment 22"),
    (764, "mc_production_mc13a", TagState.PUBLISHED, "MC13a"),
    (903, "mc_production_mc13_skim", TagState.PUBLISHED, "Skims of MC13a"),
    (941, "data_reprocessing_proc11", TagState.PUBLISHED, "proc11"),
    (1338, "mc_production_mc14", TagState.PUBLISHED, "MC14 run-independent"),
    (1368, "analysis_tools_mc14_skim", TagState.PUBLISHED, "Skims of MC14 and proc11"),
    (1459, "data_skim_proc12", TagState.PUBLISHED, "Skims of proc12"),
    (1633, "data_reprocessing_proc12", TagState.PUBLISHED, "proc12"),
    (2066, "analysis_tools_light-2203", TagState.PUBLISHED, "Skims of MC15 and proc13"),
    (2111, "mc_production_mc15ri_b", TagState.PUBLISHED, "MC15 run-independent"),
    (2373, "mcrd_exp22", TagState.PUBLISHED, "MC15 run-dependent, experiment 22"),
    (2397, "data_reprocessing_proc13", TagState.PUBLISHED, "proc13"),
    (2652, "mcrd_proc13_b", TagState.PUBLISHED, "MC15 run-dependent, other experiments"),
    (3166, "mc_production_mc16ri_run1", TagState.PUBLISHED, "MC16 run-independent, Run 1"),
    (3171, "mc_production_mc16ri_run2", TagState.VALIDATED, "MC16 run-independent, Run 2"),
    (3218, "data_proc16", TagState.PUBLISHED, "proc16, all of Run 1"),
    (3352, "mcrd_proc16_demo", TagState.PUBLISHED, "Simulation of proc16; supersedes the tags of data and online"),
    (3353, "mcrd_prompt_rel08_demo", TagState.RUNNING, "Simulation of the prompt data of Run 2"),
    (3360, "data_prompt_rel08", TagState.RUNNING, "Prompt calibration, bucket by bucket"),
    (3388, "analysis_tools_light-2604", TagState.TESTING, "Skims of MC16 and proc16"),
)
NOT_IMPORTED = 3391
"""A tag that datasets name but the record does not hold, as happens after every new production."""

_PERSONAL = (
    ("user_{who}_vxd_alignment", TagState.OPEN, "Test of an alignment with the cosmics of last week"),
    ("user_{who}_ecl_timing", TagState.OPEN, "Crystal time offsets, two runs"),
    ("temp_{who}_beam_spot", TagState.OPEN, "Beam spot of single runs"),
    ("user_{who}_trigger_cuts", TagState.TESTING, "Software trigger cuts from online"),
    ("user_{who}_pid_weights", TagState.TESTING, "Likelihood weights from the control samples"),
    ("staging_{who}_chunk2", TagState.OPEN, "Staging for chunk 2"),
)


def tags(rng: Random, usernames: Sequence[str]) -> tuple[GlobalTag, ...]:
    """The tags, oldest first; personal ones carry the user name of whoever made them."""
    official = [GlobalTag(*row) for row in _USED]
    return tuple(sorted([*official, *_personal(rng, usernames)], key=lambda tag: tag.number))


def _personal(rng: Random, usernames: Sequence[str]) -> Iterator[GlobalTag]:
    for who, number in zip(rng.sample(usernames, 36), rng.sample(range(3220, 3350), 36), strict=True):
        name, state, description = rng.choice(_PERSONAL)
        yield GlobalTag(number, name.format(who=who), state, description)
