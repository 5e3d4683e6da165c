"""Signal channels of the demo: decay chains, and the ten-character event type that follows from each.

A chain reads `B0 -> [K*0 -> K+ pi-] gamma`; a resonance without brackets is left to decay as it likes. The event type
is `g s d c l t n k e u` of the numbering scheme for decay files: tracks, neutral particles and leptons are counted
here, the running number in the last place keeps channels with equal digits apart.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Decay:
    """A particle and what it decays to, particles or further decays."""

    parent: str
    products: tuple["Decay | str", ...]

    def final_state(self) -> Iterator[str]:
        """The particles at the ends of the chain."""
        for product in self.products:
            if isinstance(product, Decay):
                yield from product.final_state()
            else:
                yield product

    def decays(self) -> Iterator["Decay"]:
        """This decay and those below it, parents first."""
        yield self
        for product in self.products:
            if isinstance(product, Decay):
                yield from product.decays()


@dataclass(frozen=True, slots=True)
class Channel:
    """A signal channel of a working group; `models` maps a parent to its EvtGen model where that is not phase space."""

    event_type: str
    nickname: str
    group: str
    chain: str
    models: dict[str, str]

    @property
    def decay(self) -> Decay:
        """The chain as a tree."""
        return parse(self.chain)


# group, nickname, chain, models
_TABLE: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("SL", "Bd_Dmunu_Kpipi", "B0 -> [D- -> K+ pi- pi-] mu+ nu_mu", {"B0": "ISGW2"}),
    ("SL", "Bd_Denu_Kpipi", "B0 -> [D- -> K+ pi- pi-] e+ nu_e", {"B0": "ISGW2"}),
    ("SL", "Bu_D0munu_Kpi", "B+ -> [anti-D0 -> K+ pi-] mu+ nu_mu", {"B+": "ISGW2"}),
    ("SL", "Bd_pimunu", "B0 -> pi- mu+ nu_mu", {"B0": "SLBKPOLE 0.261 0.53 1.0 5.32"}),
    ("SL", "Bu_taunu", "B+ -> tau+ nu_tau", {"B+": "SLN"}),
    ("SL", "Bu_munu", "B+ -> mu+ nu_mu", {"B+": "SLN"}),
    ("EWP", "Bd_Kst0gamma_Kpi", "B0 -> [K*0 -> K+ pi-] gamma", {"B0": "SVP_HELAMP 1.0 0.0 1.0 0.0", "K*0": "VSS"}),
    ("EWP", "Bu_Kstgamma_Kpi0", "B+ -> [K*+ -> K+ pi0] gamma", {"B+": "SVP_HELAMP 1.0 0.0 1.0 0.0", "K*+": "VSS"}),
    ("EWP", "Bd_rho0gamma", "B0 -> [rho0 -> pi+ pi-] gamma", {"B0": "SVP_HELAMP 1.0 0.0 1.0 0.0", "rho0": "VSS"}),
    ("EWP", "Bu_Kmumu", "B+ -> K+ mu+ mu-", {"B+": "BTOSLLBALL 6"}),
    ("EWP", "Bu_Kee", "B+ -> K+ e+ e-", {"B+": "BTOSLLBALL 6"}),
    ("EWP", "Bd_Kst0mumu_Kpi", "B0 -> [K*0 -> K+ pi-] mu+ mu-", {"B0": "BTOSLLBALL 6", "K*0": "VSS"}),
    ("EWP", "Bu_Knunu", "B+ -> K+ nu_tau anti-nu_tau", {}),
    ("EWP", "Bd_KSnunu", "B0 -> [K_S0 -> pi+ pi-] nu_tau anti-nu_tau", {}),
    ("EWP", "Bd_gammagamma", "B0 -> gamma gamma", {}),
    ("TDCPV", "Bd_JpsiKS_mumu", "B0 -> [J/psi -> mu+ mu-] [K_S0 -> pi+ pi-]", {"B0": "SVS", "J/psi": "VLL"}),
    ("TDCPV", "Bd_JpsiKS_ee", "B0 -> [J/psi -> e+ e-] [K_S0 -> pi+ pi-]", {"B0": "SVS", "J/psi": "VLL"}),
    ("TDCPV", "Bd_phiKS_KK", "B0 -> [phi -> K+ K-] [K_S0 -> pi+ pi-]", {"B0": "SVS", "phi": "VSS"}),
    ("TDCPV", "Bd_KSpi0", "B0 -> [K_S0 -> pi+ pi-] pi0", {}),
    ("TDCPV", "Bd_KSpi0gamma", "B0 -> [K_S0 -> pi+ pi-] pi0 gamma", {}),
    ("TDCPV", "Bd_KSKSKS", "B0 -> [K_S0 -> pi+ pi-] [K_S0 -> pi+ pi-] [K_S0 -> pi+ pi-]", {}),
    ("BTOCHARM", "Bu_D0K_Kpi", "B+ -> [anti-D0 -> K+ pi-] K+", {}),
    ("BTOCHARM", "Bu_D0pi_Kpi", "B+ -> [anti-D0 -> K+ pi-] pi+", {}),
    ("BTOCHARM", "Bu_D0K_Kspipi", "B+ -> [anti-D0 -> [K_S0 -> pi+ pi-] pi+ pi-] K+", {}),
    ("BTOCHARM", "Bd_Dpi_Kpipi", "B0 -> [D- -> K+ pi- pi-] pi+", {"D-": "D_DALITZ"}),
    ("BTOCHARM", "Bd_Dstpi_Kpi", "B0 -> [D*- -> [anti-D0 -> K+ pi-] pi-] pi+", {"B0": "SVS", "D*-": "VSS"}),
    ("BTOCHARM", "Bu_D0rho_Kpi", "B+ -> [anti-D0 -> K+ pi-] [rho+ -> pi+ pi0]", {"B+": "SVS", "rho+": "VSS"}),
    ("BTOCHARMLESS", "Bd_pipi", "B0 -> pi+ pi-", {}),
    ("BTOCHARMLESS", "Bd_Kpi", "B0 -> K+ pi-", {}),
    ("BTOCHARMLESS", "Bu_Kpi0", "B+ -> K+ pi0", {}),
    ("BTOCHARMLESS", "Bd_pi0pi0", "B0 -> pi0 pi0", {}),
    ("BTOCHARMLESS", "Bu_KSpi", "B+ -> [K_S0 -> pi+ pi-] pi+", {}),
    ("BTOCHARMLESS", "Bd_rhorho", "B0 -> [rho+ -> pi+ pi0] [rho- -> pi- pi0]", {"rho+": "VSS", "rho-": "VSS"}),
    ("BTOCHARMLESS", "Bu_phiK_KK", "B+ -> [phi -> K+ K-] K+", {"B+": "SVS", "phi": "VSS"}),
    ("QUARKONIUM", "Bu_psi2SK_mumu", "B+ -> [psi(2S) -> mu+ mu-] K+", {"B+": "SVS", "psi(2S)": "VLL"}),
    ("QUARKONIUM", "Bu_JpsiK_ee", "B+ -> [J/psi -> e+ e-] K+", {"B+": "SVS", "J/psi": "VLL"}),
    ("QUARKONIUM", "Bu_JpsiomegaK", "B+ -> [J/psi -> mu+ mu-] [omega -> pi+ pi- pi0] K+", {"J/psi": "VLL"}),
    ("BOTTOMONIUM", "vpho_pipiY1S_mumu", "vpho -> [Upsilon -> mu+ mu-] pi+ pi-", {"Upsilon": "VLL"}),
    ("BOTTOMONIUM", "vpho_pipiY2S_mumu", "vpho -> [Upsilon(2S) -> mu+ mu-] pi+ pi-", {"Upsilon(2S)": "VLL"}),
    ("BOTTOMONIUM", "vpho_etaY1S_ee", "vpho -> [Upsilon -> e+ e-] [eta -> gamma gamma]", {"Upsilon": "VLL"}),
    ("CHARM", "Dz_KK", "D0 -> K+ K-", {}),
    ("CHARM", "Dz_pipi", "D0 -> pi+ pi-", {}),
    ("CHARM", "Dz_KSpi0", "D0 -> [K_S0 -> pi+ pi-] pi0", {}),
    ("CHARM", "Dz_gammagamma", "D0 -> gamma gamma", {}),
    ("CHARM", "Dz_mumu", "D0 -> mu+ mu-", {}),
    ("CHARM", "Dp_KSpi", "D+ -> [K_S0 -> pi+ pi-] pi+", {}),
    ("CHARM", "Ds_phipi_KK", "D_s+ -> [phi -> K+ K-] pi+", {"D_s+": "SVS", "phi": "VSS"}),
    ("TAU", "tau_mugamma", "tau- -> mu- gamma", {}),
    ("TAU", "tau_egamma", "tau- -> e- gamma", {}),
    ("TAU", "tau_mumumu", "tau- -> mu- mu+ mu-", {}),
    ("TAU", "tau_mupi0", "tau- -> mu- pi0", {}),
    ("DARK", "vpho_mumuZp_mumu", "vpho -> mu+ mu- [rho0 -> pi+ pi-]", {"rho0": "VSS"}),
    ("DARK", "Bu_KALP_gammagamma", "B+ -> K+ [eta -> gamma gamma]", {}),
    ("SYSTEMATICS", "Bu_D0pi_Kpipi0", "B+ -> [anti-D0 -> K+ pi- pi0] pi+", {"anti-D0": "D_DALITZ"}),
    ("SYSTEMATICS", "Bu_D0pi_Kpigamma", "B+ -> [anti-D*0 -> [anti-D0 -> K+ pi-] gamma] pi+", {"B+": "SVS"}),
)

_GENERAL = {"B": "1", "D": "2", "t": "3", "v": "4"}
_SELECTION = {"B0": "1", "B+": "2", "D0": "2", "D+": "1", "D_s+": "3", "tau-": "4", "vpho": "1"}
_NEUTRINO = re.compile(r"nu_")
_TRACKS = ("e+", "e-", "mu+", "mu-", "pi+", "pi-", "K+", "K-", "tau+", "tau-", "p+", "anti-p-")
_LEPTON = {("mu", 1): "1", ("e", 1): "2", ("tau", 1): "3", ("mu", 2): "4", ("e", 2): "5"}


@cache
def channels() -> tuple[Channel, ...]:
    """All channels in the order of the table; every event type is used once."""
    taken: Counter[str] = Counter()
    found = []
    for group, nickname, chain, models in _TABLE:
        digits = _digits(parse(chain))
        found.append(Channel(f"{digits}{taken[digits]}", nickname, group, chain, models))
        taken[digits] += 1
    return tuple(found)


def parse(chain: str) -> Decay:
    """Read a chain. Raises ValueError when brackets or arrows do not match."""
    tokens = chain.replace("[", " [ ").replace("]", " ] ").split()
    decay, rest = _read(tokens)
    if rest:
        raise ValueError(f"{chain}: nothing may follow the closing bracket")
    return decay


def _read(tokens: list[str]) -> tuple[Decay, list[str]]:
    parent, arrow, *rest = tokens
    if arrow != "->":
        raise ValueError(f"{parent} needs an arrow")
    products: list[Decay | str] = []
    while rest and rest[0] != "]":
        if rest[0] == "[":
            below, rest = _read(rest[1:])
            products.append(below)
            if rest[:1] != ["]"]:
                raise ValueError(f"the bracket of {below.parent} is not closed")
            rest = rest[1:]
        else:
            products.append(rest[0])
            rest = rest[1:]
    return Decay(parent, tuple(products)), rest


def _digits(decay: Decay) -> str:
    """The first nine characters of the event type."""
    final = Counter(decay.final_state())
    parents = Counter(below.parent for below in decay.decays())
    general = _GENERAL[decay.parent[0]]
    neutrino = any(_NEUTRINO.search(particle) for particle in final)
    topology = str((2 if parents.total() > 1 else 1) + (4 if neutrino else 0))
    return "".join(
        (
            general,
            _SELECTION[decay.parent],
            topology,
            _charm(parents),
            "9" if decay.parent == "tau-" else _leptons(final),  # every τ channel here violates lepton flavour
            str(min(9, sum(final[particle] for particle in _TRACKS))),
            _neutrals(final, parents),
            str(1 if parents["K_S0"] else 0),
            "0",
        )
    )


def _charm(parents: Counter[str]) -> str:
    """Class of charm content as found in use: 1 charmonium, 3 an open-charm meson."""
    if any(parent in parents for parent in ("J/psi", "psi(2S)")):
        return "1"
    return "3" if any("D" in parent for parent in list(parents)[1:]) else "0"


def _leptons(final: Counter[str]) -> str:
    """Muons and electrons among the final particles; a neutrino is not counted."""
    counts = {flavour: final[f"{flavour}+"] + final[f"{flavour}-"] for flavour in ("mu", "e", "tau")}
    present = [(flavour, number) for flavour, number in counts.items() if number]
    return _LEPTON[present[0]] if present else "0"


def _neutrals(final: Counter[str], parents: Counter[str]) -> str:
    """Bits: 1 photon, 2 one π⁰, 4 two or more, 8 η (its photons are not counted again)."""
    if parents["eta"]:
        return "8"
    pi0s = final["pi0"]
    return str((1 if final["gamma"] else 0) + (0 if not pi0s else 2 if pi0s == 1 else 4))
