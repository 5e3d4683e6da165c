"""The office sees both records of a pair side by side, with what agrees and what speaks against."""

from datetime import date

from lxml import html

from members.people.models import PersonIdentifier


def cards(client):
    page = html.fromstring(client.get("/people/duplicates/").content)
    return [card for card in page.xpath("//main//section") if card.xpath(".//form")]


def tags(card):
    return [tag.text_content() for tag in card.xpath(".//span[starts-with(@class, 'tag')]")]


def test_a_pair_shows_what_agrees_and_what_does_not(world, visit):
    one, two = world.person("Ida", "Quist", native_name="井田"), world.person("Ida", "Quist", native_name="伊田")
    PersonIdentifier.objects.create(person=one, kind="ORCID", value="0000-0002-1825-0097")
    PersonIdentifier.objects.create(person=two, kind="ORCID", value="0000-0001-5109-3700")
    world.member(one, "Sundridge", date(2020, 1, 1), date(2022, 1, 1))
    world.member(two, "Northgate", date(2021, 12, 31))
    [card] = cards(visit("office"))
    assert tags(card) == [
        "same name",
        "different ORCID iDs",
        "different native script",
        "at two institutes at a time",
    ]
    assert card.xpath(".//td[position() < 3]//a/@href") == [one.get_absolute_url(), two.get_absolute_url()]
    assert "Northgate, 2021-12-31 until open end" in card.text_content()
    assert "Sundridge, 2020-01-01 until 2021-12-31" in card.text_content()


def test_one_after_the_other_and_one_id_speak_for_one_person(world, visit):
    one, two = world.person("Ida", "Quist"), world.person("Quist", "Ida", native_name="井田")
    PersonIdentifier.objects.create(person=one, kind="ORCID", value="0000-0002-1825-0097")
    world.member(one, "Sundridge", date(2020, 1, 1), date(2022, 1, 1))
    world.member(two, "Northgate", date(2022, 1, 1))
    [card] = cards(visit("office"))
    assert tags(card) == ["same name"]


def test_the_page_of_the_merge_warns_too(world, visit):
    one, two = world.person("Ida", "Quist", native_name="井田"), world.person("Ida", "Quist", native_name="伊田")
    page = visit("office").get(f"/people/duplicates/{one.pk}/{two.pk}/").content.decode()
    assert "different native script" in page


def test_many_pairs_need_no_more_queries_than_one(world, visit):
    client = visit("office")

    def queries_of_the_page():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            assert cards(client)
        return len(caught)

    for number in range(2):
        world.member(world.person("Ida", "Quist", email=f"ida{number}@lab.example"), "Sundridge")
    queries_of_the_page()
    few = queries_of_the_page()
    for number in range(8):
        world.member(world.person("Ole", "Brand", email=f"ole{number}@lab.example"), "Northgate")
    assert queries_of_the_page() == few
