"""Names of countries, and the regions that by-laws may change."""

from members.reports import countries


def test_names_and_regions():
    assert countries.name("JP") == "Japan"
    assert countries.name("") == "no country"
    assert countries.name("Q7") == "Q7"
    assert countries.region("JP") == "Asia"
    assert countries.region("") == "no country"


def test_by_laws_put_a_country_elsewhere(by_law):
    assert countries.region("RU") == "Europe"
    by_law('[reports.regions]\nRU = "Asia"\nGB = "Isles"')
    assert countries.region("RU") == "Asia"
    assert countries.codes_of("Isles") == ["GB"]
    assert "Isles" in countries.regions()
    assert "GB" not in countries.codes_of("Europe")
