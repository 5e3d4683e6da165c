"""Invented names: scripts, printed forms, sort keys."""

from itertools import islice
from random import Random

import pytest

from members.demo.names import Name, cultures, draw, everyone
from members.people.names import clean, fold, sort_key

SAMPLE = {culture: [draw(Random(f"{culture} {n}"), culture) for n in range(200)] for culture in cultures()}


@pytest.mark.parametrize("culture", SAMPLE)
def test_a_name_is_stored_as_it_is_cleaned_and_can_be_sorted_and_mailed(culture):
    for name in SAMPLE[culture]:
        for form in (name.family, name.given, name.native, name.printed, name.sort_as):
            assert form == clean(form)
        assert fold(name.family).isascii()
        assert fold(name.family).isalpha()
        assert name.printed.endswith(name.suffix or name.printed_family)


@pytest.mark.parametrize(
    ("culture", "script"),
    [
        ("chinese", "CJK"),
        ("taiwanese", "CJK"),
        ("japanese", "CJK"),
        ("korean", "HANGUL"),
        ("ukrainian", "CYRILLIC"),
        ("greek", "GREEK"),
        ("georgian", "GEORGIAN"),
        ("arabic", "ARABIC"),
        ("hindi", "DEVANAGARI"),
        ("thai", "THAI"),
    ],
)
def test_the_native_form_is_in_the_native_script_and_the_printed_one_in_roman(culture, script):
    import unicodedata

    for name in SAMPLE[culture]:
        letters = [char for char in name.native if char.isalpha()]
        assert {unicodedata.name(char).split()[0] for char in letters} == {script}
        assert {unicodedata.name(char).split()[0] for char in name.printed if char.isalpha()} == {"LATIN"}


def test_latin_names_have_no_second_form_but_vietnamese_ones_are_written_family_first():
    assert {name.native for name in SAMPLE["polish"]} == {""}
    for name in SAMPLE["vietnamese"]:
        assert name.native == f"{name.family} {name.given}"


def test_printed_forms_by_the_byline_rule():
    assert draw(Random(1), "korean") == Name("korean", "Kim", "Seo-Ji", "Kim", "S.-J.", native="김서지")
    assert {name.printed_given[:1] for name in SAMPLE["indonesian"]} == {""}
    assert {name.given for name in SAMPLE["indonesian"]} == {""}
    assert "J. L." in {name.printed_given for name in SAMPLE["spanish"]}
    assert "J.-L." in {name.printed_given for name in SAMPLE["french"]}


def test_surnames_agree_with_the_given_name():
    for name in SAMPLE["icelandic"]:
        feminine = name.given in ("Sigríður", "Guðrún", "Ásdís", "Hrafnhildur", "Þórunn", "Æsa")
        assert name.family.endswith("dóttir" if feminine else "son")
    families = {name.given: name.family for name in SAMPLE["polish"] if name.family.endswith(("ski", "ska"))}
    assert families["Małgorzata"].endswith("ska")
    assert families["Paweł"].endswith("ski")


def test_icelanders_are_filed_under_the_given_name_and_some_dutch_without_the_particle():
    name = SAMPLE["icelandic"][0]
    assert sort_key(name.sort_as).startswith(fold(name.given))
    moved = [name for name in SAMPLE["dutch"] if name.sort_as]
    assert len(moved) in range(20, 100)
    for name in moved:
        assert name.printed_family.endswith(f" {name.sort_as}")


def test_an_elided_particle_stands_only_before_a_vowel_but_in_irish():
    elided = {name.family for name in SAMPLE["italian"] if "'" in name.family}
    assert elided
    assert {family.partition("'")[2][0] for family in elided} <= set("AEIOU")
    assert any(name.family.startswith("O'B") for name in SAMPLE["irish"])


def test_full_names_come_back_only_when_the_pool_is_used_up():
    names = [*islice(everyone(Random(5), "chinese"), 400)]
    assert len({(name.native, name.display) for name in names}) == 400
    assert len([*islice(everyone(Random(5), "thai"), 60)]) == 60


def test_an_unknown_culture_is_an_error():
    with pytest.raises(KeyError):
        draw(Random(1), "klingon")
