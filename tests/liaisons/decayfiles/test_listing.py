"""The list of decay files: what it finds, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def files(keep, decay):
    keep()
    keep(
        decay(
            EventType="2110030000", NickName="Dp_KPiPi_test", Descriptor="[D+ -> K- pi+ pi+]cc", PhysicsWG="Charm WG"
        ),
        "2110030000.dec",
    )
    keep(b"* MCEventType: 3410000000 Descriptor: tau- -> mu- gamma\n", "3410000000.dat")  # fmt: skip


def found(client, **query):
    answer = client.get("/api/v1/decay-files/", query)
    assert answer.status_code == 200
    return [row["file_name"] for row in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["1110021000.dec", "2110030000.dec", "3410000000.dat"]),
        ({"q": "2110030000"}, ["2110030000.dec"]),
        ({"q": "kst0GAMMA"}, ["1110021000.dec"]),
        ({"q": "K- pi+ pi+"}, ["2110030000.dec"]),
        ({"q": "tau- -> mu-"}, ["3410000000.dat"]),
        ({"q": "K*gamma"}, ["1110021000.dec"]),
        ({"q": "%"}, []),
        ({"kind": "dat"}, ["3410000000.dat"]),
        ({"working_groups": "CHARM"}, ["2110030000.dec"]),
        ({"verdict": "note"}, ["2110030000.dec"]),
    ],
)
def test_search_and_facets(visit, files, query, names):
    assert found(visit("member"), **query) == names


def test_the_list_costs_the_same_for_one_row_and_three(visit, keep, decay):
    client = visit("member")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/decay-files/").status_code == 200
        return len(seen)

    keep()
    queries()
    keep(decay(Tested="No"))
    one = queries()
    keep(decay(Tested="Maybe"))
    keep(decay(Tested=""))
    assert queries() == one


@pytest.mark.parametrize(
    ("text", "goes_to"),
    [
        ("1110021000", "/decay-files/{0}/"),
        ("1110021000.dec", "/decay-files/{0}/"),
        ("Bd_Kst0gamma_test", "/decay-files/?q=Bd_Kst0gamma_test"),
    ],
)
def test_the_search_box_goes_to_the_newest_file_of_an_event_type(visit, keep, decay, text, goes_to):
    keep()
    newest = keep(decay(Tested="No"))
    keep(decay(EventType="1110021001"), "1110021001.dec")
    assert visit("member").get("/search/", {"q": text}).headers["Location"] == goes_to.format(newest.pk)
    assert visit("outsider").get("/search/", {"q": text}).status_code == 200
