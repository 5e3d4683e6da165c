"""A collection for machines and lists of references: complete, and valid whatever somebody typed."""

import hashlib
import json
import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets.catalogue.models import Dataset
from datasets.collections.citing import CROISSANT, bibtex, metadata, sentence
from datasets.collections.models import Collection
from tests.datasets.conftest import mc

HOSTILE = '</script><b>"} \\end{x} $&#_^~% \u2028 \x07 naïve\n@misc{'


def entry(text):
    """The fields of a BibTeX entry, read as BibTeX does: braces must balance unless a backslash stands before."""
    found = re.fullmatch(r"@misc\{([A-Za-z0-9:._-]+),\n(.*)\}\n", text, re.DOTALL)
    assert found, text
    fields = {}
    for line in found[2].splitlines():
        name, value = re.fullmatch(r"  ([a-z]+) = \{(.*)\},", line).groups()
        depth = 0
        for sign in re.sub(r"\\[\\{}]", "", value):
            depth += {"{": 1, "}": -1}.get(sign, 0)
            assert depth >= 0, value
        assert depth == 0, value
        fields[name] = value
    return found[1], fields


@pytest.fixture
def made(collection):
    return collection("mixed_v2", mc(2), mc(1), luminosity=Decimal("8.609"), description=HOSTILE, campaign="MC15rd_b")


def test_the_document_has_what_the_page_has(made, as_persona, settings):
    page = as_persona("member").get(made.get_absolute_url()).content.decode()
    address = f"/collections/{made.pk}/metadata.jsonld"
    assert f'<link rel="alternate" type="application/ld+json" href="{address}">' in page
    answer = as_persona("member").get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/ld+json")
    found = json.loads(answer.content)
    assert found["description"] == HOSTILE
    assert (found["name"], found["version"], found["identifier"]) == ("mixed_v2", "2", made.path)
    assert found["datePublished"] == made.published_on.isoformat()
    assert found["url"] == f"{settings.BASE_URL}{made.get_absolute_url()}"
    [size] = [item for item in found["variableMeasured"] if item["name"] == "integrated luminosity"]
    assert (size["value"], size["unitText"]) == (8.609, "fb-1")


def test_the_list_that_it_names_is_the_list_that_one_gets(made, as_persona, settings):
    [file, _] = metadata(made)["distribution"]
    address = file["contentUrl"].removeprefix(settings.BASE_URL)
    content = b"".join(as_persona("member").get(address).streaming_content)
    assert content.decode().splitlines() == [mc(2), mc(1)]
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert file["contentSize"] == f"{len(content)} B"
    [records] = metadata(made)["recordSet"]
    assert records["field"][0]["source"]["fileObject"]["@id"] == file["@id"]


def test_it_is_croissant_once_it_is_published(made, settings):
    found = metadata(made)
    assert found["conformsTo"] == CROISSANT
    required = {
        "@context",
        "@type",
        "name",
        "description",
        "license",
        "url",
        "creator",
        "datePublished",
        "distribution",
    }
    assert required <= set(found)
    assert found["license"]["name"] == f"No public licence: for members of the {settings.COLLABORATION}."
    settings.PORTAL_DATA_LICENSE = "https://example.org/licence"
    assert metadata(made)["license"] == "https://example.org/licence"


def test_every_part_that_is_referred_to_is_there_and_every_term_has_a_meaning(made):
    Dataset.objects.update(files=3)
    found = metadata(made)
    parts, asked, terms = set(), set(), set()

    def walk(node):
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            (asked if set(node) == {"@id"} else parts).add(node.get("@id"))
            terms.update(name for name in node if not name.startswith("@"))
            for item in node.values():
                walk(item)

    walk({name: value for name, value in found.items() if name not in ("@context", "dct:replaces")})
    assert {"paths", "datasets/path"} == asked <= parts
    schema = {"containedIn", "contentSize", "contentUrl", "encodingFormat", "sha256"}
    croissant = {
        "citeAs",
        "extract",
        "field",
        "fileObject",
        "fileProperty",
        "includes",
        "isLiveDataset",
        "key",
        "source",
    }
    assert schema <= terms  # by the vocabulary
    assert all(found["@context"][name] == f"cr:{name}" for name in croissant & terms)
    assert croissant <= terms
    assert found["@context"]["conformsTo"] == "dct:conformsTo"
    _, files = found["distribution"]
    assert (files["@type"], files["containedIn"], "sha256" in files) == ("cr:FileSet", {"@id": "paths"}, False)
    assert files["description"].startswith("6 files of these datasets, ")


def test_versions_know_each_other(made, collection):
    newer = collection("mixed_v3", mc(1))
    made.refresh_from_db()
    assert metadata(made)["dct:isReplacedBy"] == {"@id": metadata(newer)["@id"]}
    assert metadata(newer)["dct:replaces"] == [{"@id": metadata(made)["@id"]}]


def test_a_test_is_neither_cited_nor_shown_to_others(collection, as_persona):
    made = collection("mixed_v1", mc(1), published=False)
    assert (sentence(made), bibtex(made)) == ("", "")
    assert not {"citeAs", "distribution", "datePublished", "conformsTo"} & set(metadata(made))
    address = f"/collections/{made.pk}/metadata.jsonld"
    assert {name: as_persona(name).get(address).status_code for name in ("member", "manager", "outsider")} == {
        "member": 404,
        "manager": 200,
        "outsider": 302,
    }
    assert "Cite it" not in as_persona("manager").get(made.get_absolute_url()).content.decode()


def test_a_reference_has_version_date_and_portal(made, settings):
    settings.SITE_NAME, settings.COLLABORATION = "Data & Portal", "B_100%"
    key, fields = entry(bibtex(made))
    assert key == f"mixed_v2:{made.pk}"
    assert fields["author"] == r"{B\_100\%}"
    assert fields["publisher"] == r"Data \& Portal"
    assert fields["version"] == "2"
    assert made.published_on.isoformat() in fields["note"]
    assert sentence(made).startswith(
        f"B_100% ({made.published_on.year}). mixed_v2, version 2. Data & Portal, published "
    )


def test_any_name_gives_one_valid_entry(made):
    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(st.characters(codec="utf-8"), max_size=60))
    def check(name):
        odd = Collection(pk=7, path=f"/belle/collection/MC/{name}", published_on=made.published_on)
        _, fields = entry(bibtex(odd))
        assert fields["url"].endswith("/collections/7/")

    check()
