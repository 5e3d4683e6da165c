"""Signal channels: the chain and the event type that follows from it."""

import pytest

from datasets.demo.channels import Decay, channels, parse


def test_a_chain_is_read_into_a_tree():
    assert parse("B0 -> [K*0 -> K+ pi-] gamma") == Decay("B0", (Decay("K*0", ("K+", "pi-")), "gamma"))
    deep = parse("B0 -> [D*- -> [anti-D0 -> K+ pi-] pi-] pi+")
    assert [*deep.final_state()] == ["K+", "pi-", "pi-", "pi+"]
    assert [below.parent for below in deep.decays()] == ["B0", "D*-", "anti-D0"]


@pytest.mark.parametrize("chain", ["B0 K+ pi-", "B0 -> [K*0 -> K+ pi-", "B0 -> K+ ] pi-", "B0 -> [K*0 K+ pi-] gamma"])
def test_a_broken_chain_is_refused(chain):
    with pytest.raises(ValueError):
        parse(chain)


@pytest.mark.parametrize(
    ("nickname", "code"),
    [
        ("Bd_Kst0gamma_Kpi", "1120021000"),  # B0, through an intermediate state, two tracks, a photon
        ("Bu_Kmumu", "1210430000"),  # B+, exclusive, two muons, three tracks
        ("Bd_JpsiKS_ee", "1121540100"),  # charmonium, two electrons, four tracks, a K_S
        ("Bu_D0munu_Kpi", "1263130000"),  # charm, with a neutrino
        ("Bd_pi0pi0", "1110004000"),  # two pi0
        ("Bu_KALP_gammagamma", "1220018000"),  # the photons of an eta are not counted again
        ("tau_mugamma", "3410911000"),  # lepton flavour violation
    ],
)
def test_event_types_by_the_numbering_scheme(nickname, code):
    assert {channel.nickname: channel.event_type for channel in channels()}[nickname] == code


def test_event_types_and_nicknames_are_used_once():
    assert len(channels()) == 55
    for field in ("event_type", "nickname"):
        assert len({getattr(channel, field) for channel in channels()}) == 55
    assert all(len(channel.event_type) == 10 and channel.event_type.isdigit() for channel in channels())


def test_models_are_given_for_particles_of_the_chain():
    for channel in channels():
        assert channel.models.keys() <= {below.parent for below in channel.decay.decays()}, channel.nickname
