"""The demo's registry of skims: 8-digit codes by the convention of the field, with invented content.

Digit 1 is 1 for an analysis skim and 7 for a flagged group, digit 2 the working group. An analysis skim whose group is
flagged is written as marks in mDST of that group, the others as files of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skim:
    """`group` is the code of a working group; `parent` the flagged group that holds the skim, "" for none."""

    code: str
    name: str
    group: str
    flagged: bool
    description: str
    parent: str = ""


_GROUPS = {
    "0": "SYSTEMATICS", "1": "SL", "2": "EWP", "3": "TDCPV", "4": "BTOCHARM", "5": "QUARKONIUM", "7": "CHARM",
    "8": "DARK", "9": "BTOCHARMLESS",
}  # fmt: skip
_FLAGGED_NAMES = {
    "0": "f_systematics", "1": "f_SLME", "2": "f_EWP", "3": "f_TDCPV", "4": "f_bhadronic", "5": "f_quarkonium",
    "7": "f_charm", "8": "f_dark", "9": "f_charmless",
}  # fmt: skip
# code, name, description, whether it is marked in the mDST of its flagged group
_SKIMS = (
    ("10000000", "RandomSample", "A fixed fraction of all events", False),
    ("10600300", "SystematicsTracks", "τ pairs for the tracking efficiency", False),
    ("10600500", "SystematicsRadMuons", "ee → μμγ for photon systematics", False),
    ("10610100", "SystematicsDstarTag", "D*⁺ → D⁰π⁺ for hadron identification", True),
    ("10611000", "SystematicsJpsiPairs", "J/ψ → ℓℓ for lepton identification", True),
    ("10620200", "SystematicsLambdaP", "Λ → pπ for proton identification", True),
    ("11110100", "SemileptonicPartial", "Partially reconstructed B → D*ℓν", True),
    ("11130300", "LeptonicTagged", "B⁺ → ℓν with a hadronic tag", True),
    ("11160200", "SemileptonicOpen", "B → Dℓν without a tag", True),
    ("11170100", "SemitauonicRest", "A D meson and one lepton in the rest of the event", True),
    ("11180100", "HadronicTagB0", "Neutral B mesons fully reconstructed in hadronic decays", False),
    ("11180500", "HadronicTag", "B mesons fully reconstructed in hadronic decays", False),
    ("11180600", "SemileptonicTag", "B mesons reconstructed in semileptonic decays", False),
    ("12160100", "BtoXgamma", "A photon above 1.4 GeV and a B candidate", True),
    ("12160200", "BtoXll", "Two leptons and a B candidate", True),
    ("12160300", "BtoXllLFV", "Two leptons of different flavour", True),
    ("12160400", "BtoKnunuTag", "A kaon and a tag, little energy left", True),
    ("13130100", "TDCPVccs", "B⁰ → (cc̄)K⁰", True),
    ("13130300", "DileptonPairs", "Two leptons for mixing", True),
    ("13160200", "TDCPVqqs", "B⁰ → φK⁰, η′K⁰, Kπ⁰", True),
    ("14120300", "BtoD0pi_Kpi", "B⁺ → D⁰(Kπ)π⁺", True),
    ("14120400", "BtoD0K_Kpi", "B⁺ → D⁰(Kπ)K⁺", True),
    ("14120700", "B0toDpi_Kpipi", "B⁰ → D⁻(Kππ)π⁺", True),
    ("14121500", "BtoDstpi_D0pi", "B → D*π", True),
    ("14140100", "BtoD0h_Kspipi", "B⁺ → D⁰(K_Sππ)h⁺ for φ₃", True),
    ("15410300", "InclusiveLambdaC", "Λ_c candidates", True),
    ("15420100", "CharmoniumPair", "J/ψ or ψ(2S)", True),
    ("16460200", "BottomoniumDipion", "Υ(nS)ππ", False),
    ("17230100", "Dst_D0Rare", "D*⁺ → D⁰(ℓℓ, γγ)π⁺", True),
    ("17230200", "Xic_XiPi", "Charmed strange baryons", True),
    ("17240100", "Dst_D0hh", "D*⁺ → D⁰(h⁺h⁻)π⁺", True),
    ("17240300", "Dst_D0hhpi0", "D*⁺ → D⁰(h⁺h⁻π⁰)π⁺", True),
    ("17240600", "D_hhh", "D⁺ → three hadrons", True),
    ("17241400", "Lambdac_any", "Λ_c⁺ → pKπ and others", True),
    ("18020100", "SinglePhoton", "One photon and nothing else", True),
    ("18020200", "AlpThreePhoton", "Three photons", True),
    ("18130100", "DimuonMissing", "Two muons and missing energy", True),
    ("18360100", "TauLFVdecays", "τ → ℓγ, 3ℓ, ℓh", True),
    ("18370100", "TauThrustAxis", "τ pairs by thrust", True),
    ("18520400", "DarkVisible_old", "Superseded by 18520401: the mass window was too narrow", False),
    ("18520401", "DarkVisible", "A resonance in μμ beside two leptons", False),
    ("18530100", "TwoPhotonPairs", "γγ → hadrons", False),
    ("19120100", "BtoPiPi", "B → ππ, Kπ, KK", True),
    ("19120400", "BtoRhoRho", "B → ρρ", True),
    ("19130200", "BtoThreeBody", "B → three light hadrons", True),
    ("19140200", "BtoEtaprime", "B → η′K, η′π", True),
)


def registry() -> tuple[Skim, ...]:
    """All skims and flagged groups in the order of their codes."""
    return tuple(sorted([*_analysis(), *_flagged()], key=lambda skim: skim.code))


def _analysis() -> Iterator[Skim]:
    for code, name, description, marked in _SKIMS:
        # 16… is quarkonium, too, and 1836…, 1837… belong to tau: exceptions that the convention has in life.
        group = "QUARKONIUM" if code[1] == "6" else "TAU" if code[1:3] == "83" else _GROUPS[code[1]]
        yield Skim(
            code, name, group, flagged=False, description=description, parent=f"7{code[1]}000100" if marked else ""
        )


def _flagged() -> Iterator[Skim]:
    for digit, name in _FLAGGED_NAMES.items():
        for part, version in ((1, 0), (1, 1), (2, 0)):
            label = f"{name}_p{part}{'_v2' if version else ''}"
            code = f"7{digit}000{part}{version:02}"
            yield Skim(code, label, _GROUPS[digit], flagged=True, description=f"Marks of the {_GROUPS[digit]} skims")


REPLACED = {"18520400": "18520401"}
"""A skim and the one to use instead."""
EARLIER = (
    ("17230100", "Dst_D0gg", "CHARM", "D*⁺ → D⁰(γγ)π⁺ alone", 900),
    ("12160200", "BtoXll_LFV", "EWP", "Two leptons of any flavour and a B candidate", 1500),
)
"""Codes that meant something else: code, what it was called, its group and description, until how many days ago."""
