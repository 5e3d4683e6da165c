"""Decay files of the demo: EvtGen input written from a decay chain, with the header the field uses.

A clean file passes the linter of `liaisons.decayfiles` without a finding. A disordered one carries one of the flaws
that real files have, so that a request can be returned for a reason that can be seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from datasets.demo.channels import Channel, Decay
from members.demo.people import Person

_OWN_ANTIPARTICLE = frozenset(
    ("J/psi", "psi(2S)", "K_S0", "phi", "rho0", "omega", "eta", "Upsilon", "Upsilon(2S)", "vpho", "pi0", "gamma")
)
_CHARGED = ("+", "-")


class Flaw(StrEnum):
    """What is wrong with a header; `NONE` for a clean file."""

    NONE = ""
    OTHER_CODE = "the EventType is that of another file"
    DATE_FORM = "the Date is not YYYYMMDD"
    NO_TEST = "the file is not tested"
    GROUP_SPELLING = "the working group is spelled in another way"
    NO_CONTACT = "nobody is named to ask"
    WINDOWS = "the lines end as on Windows"


@dataclass(frozen=True, slots=True)
class DecayFile:
    """A file as it was uploaded; `by` is the key of a person."""

    key: str
    file_name: str
    text: str
    event_type: str
    nickname: str
    group: str
    by: str
    uploaded_on: date
    flaw: Flaw = Flaw.NONE


def write(key: str, channel: Channel, by: Person, on: date, flaw: Flaw = Flaw.NONE) -> DecayFile:
    """The decay file of a channel, written by `by` on that day."""
    lines = [*_header(channel, by, on, flaw), "#", *_body(channel), "End", ""]
    text = ("\r\n" if flaw is Flaw.WINDOWS else "\n").join(lines)
    name = f"{channel.event_type}.dec"
    return DecayFile(key, name, text, channel.event_type, channel.nickname, channel.group, by.key, on, flaw)


def _header(channel: Channel, by: Person, on: date, flaw: Flaw) -> Iterator[str]:
    other_code = f"{channel.event_type[:-1]}{(int(channel.event_type[-1]) + 5) % 10}"
    fields = {
        "EventType": other_code if flaw is Flaw.OTHER_CODE else channel.event_type,
        "Descriptor": f"[{channel.chain.replace('[', '(').replace(']', ')')}]cc",
        "NickName": channel.nickname,
        "Documentation": f"Signal for the {channel.group} group",
        "Tested": "No" if flaw is Flaw.NO_TEST else "Yes",
        "PhysicsWG": f"{channel.group.title()} WG" if flaw is Flaw.GROUP_SPELLING else channel.group,
        "Responsible": by.name.printed,
        "Email": by.email,
        "Cuts": "None",
        "Date": f"{on:%d/%m/%Y}" if flaw is Flaw.DATE_FORM else f"{on:%Y%m%d}",
    }
    for name, value in fields.items():
        if flaw is not Flaw.NO_CONTACT or name not in ("Responsible", "Email"):
            yield f"# {name}: {value}"


def _body(channel: Channel) -> Iterator[str]:
    """Aliases, the source of the signal particle, and a block for each decay of the chain."""
    decays = _distinct(channel.decay)
    below = [decay.parent for decay in decays[1:]]
    for particle in below:
        yield from _alias(particle)
    if below:
        yield ""
    yield from _source(channel.decay.parent)
    for decay in decays:
        yield ""
        name = _name(decay.parent, signal=decay is decays[0] and not decay.parent.startswith("B"))
        products = " ".join(_product(product) for product in decay.products)
        yield f"Decay {name}"
        yield f"1.0 {products} {_model(channel, decay)};"
        yield "Enddecay"
        if decay.parent not in _OWN_ANTIPARTICLE:
            yield f"CDecay {_name(conjugate(decay.parent), signal=name == decay.parent)}"
    yield ""


def _distinct(decay: Decay) -> Sequence[Decay]:
    """The decays of the chain, each once; of a particle and its antiparticle the first."""
    found: dict[str, Decay] = {}
    for below in decay.decays():
        if conjugate(below.parent) not in found:
            found.setdefault(below.parent, below)
    return [*found.values()]


def _alias(particle: str) -> Iterator[str]:
    other = conjugate(particle)
    yield f"Alias {particle}sig {particle}"
    if other != particle:
        yield f"Alias {other}sig {other}"
    yield f"ChargeConj {particle}sig {other}sig"


def _source(parent: str) -> Iterator[str]:
    """Where the signal particle comes from: one of two B mesons, or a quark pair; others are made by the generator."""
    if parent == "B0":
        yield from ("Decay Upsilon(4S)", "1.0 B0sig anti-B0sig B0 anti-B0 VSS_BMIX dm;", "Enddecay")
    elif parent == "B+":
        yield from ("Decay Upsilon(4S)", "0.5 B+sig B- VSS;", "0.5 B-sig B+ VSS;", "Enddecay")
    elif parent.startswith("D"):
        yield from ("Decay vpho", "1.0 c anti-c PYTHIA 91;", "Enddecay")


def _name(particle: str, *, signal: bool) -> str:
    """With `sig` behind it but for a signal particle that is not a B meson: of those every one decays as told."""
    return particle if signal else f"{particle}sig"


def _product(product: Decay | str) -> str:
    return f"{product.parent}sig" if isinstance(product, Decay) else product


def _model(channel: Channel, decay: Decay) -> str:
    """The model of the decay; final-state radiation wherever something is charged."""
    charged = any(product.endswith(_CHARGED) for product in decay.products if isinstance(product, str))
    model = channel.models.get(decay.parent, "PHSP")
    return f"PHOTOS {model}" if charged else model


def conjugate(particle: str) -> str:
    """The antiparticle by its EvtGen name."""
    if particle in _OWN_ANTIPARTICLE:
        return particle
    if particle.startswith("anti-"):
        return particle.removeprefix("anti-")
    swapped = particle.translate(str.maketrans("+-", "-+"))
    return swapped if swapped != particle else f"anti-{particle}"
