"""Decay files by what they are called, and beside others."""

from liaisons.decayfiles import queries


def test_named_by_event_type_file_or_nickname_newest_first(keep, decay):
    first = keep()
    second = keep(decay(Tested="No"))
    keep(decay(EventType="1110021001", NickName="Bd_other"), "1110021001.dec")
    for text in ("1110021000", "1110021000.dec", "Bd_Kst0gamma_test"):
        assert list(queries.named(text)) == [second, first]
    assert list(queries.named("Bd_Kst0gamma")) == []
    assert list(queries.named("")) == []


def test_versions_and_namesakes(keep, decay):
    first = keep()
    second = keep(decay(Tested="No"))
    third = keep(decay(EventType="1110021001"), "1110021001.dec")
    assert list(queries.versions(first)) == [second]
    assert list(queries.namesakes(first)) == [third]
    assert list(queries.namesakes(third)) == [second, first]


def test_a_file_without_names_has_no_relatives(keep, decay):
    nameless = [decay(EventType=None, NickName=None, Cuts=cuts) for cuts in ("None", "some")]
    one, _ = (keep(raw, "words.dec") for raw in nameless)
    assert (list(queries.versions(one)), list(queries.namesakes(one))) == ([], [])


def test_companions_are_found_by_name(keep, decay):
    raw = decay().replace(b"K*0sig gamma SVP_HELAMP 1.0 0.0 1.0 0.0;", b"K+ pi- pi0 GENERIC_DALITZ models/kpipi0.xml;")
    file = keep(raw)
    assert queries.companions(file.reading) == [("kpipi0.xml", None)]
    model = keep(b"<model/>", "kpipi0.xml")
    assert queries.companions(file.reading) == [("kpipi0.xml", model)]
    assert queries.companions(model.reading) == []
