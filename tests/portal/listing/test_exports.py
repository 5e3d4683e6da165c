"""Exports: the rows of the query, the columns of the page, no formula, nothing hidden."""

import csv
import io
import json

import openpyxl
import pytest

from datasets.catalogue.models import Dataset
from portal.listing.exports import chunked, harmless, printable
from portal.testing.data_rows import dataset, signal_request
from portal.testing.personas import make_person

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula(text):
    assert harmless(text) == f"'{text}"


def test_numbers_and_words_stay_as_they_are():
    assert [harmless(value) for value in (-1, 2.5, "1+1", "", None, True)] == [-1, 2.5, "1+1", "", "", True]
    assert printable("a\x0bb\tc") == "ab\tc"


def test_a_hostile_name_is_text_in_every_format(personas, as_persona):
    make_person("=HYPERLINK(1)", 'Qu"ote,\x0b', personas.institute)
    client = as_persona("administrator")
    name = '=HYPERLINK(1) Qu"ote,\x0b'
    address = "/people/?q=hyperlink&format="
    rows = list(csv.DictReader(io.StringIO(body(client.get(address + "csv")).decode())))
    assert [row["full_name"] for row in rows] == [f"'{name}"]
    assert [row["full_name"] for row in json.loads(body(client.get(address + "json")))] == [name]
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(address + "xlsx")))).active
    assert sheet["A2"].value == "'=HYPERLINK(1) Qu\"ote,"
    assert sheet["A2"].data_type == "s"


def test_a_column_without_permission_is_absent_from_every_format(personas, as_persona):
    signal_request(personas["liaison"], "submitted")
    heads = {}
    for persona in ("member", "liaison"):
        client = as_persona(persona)
        columns = "&col=own" if persona == "liaison" else ""
        address = f"/requests/?col=state{columns}&format="
        sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(address + "xlsx")))).active
        found = {
            "csv": body(client.get(address + "csv")).decode().splitlines()[0].split(","),
            "xlsx": [cell.value for cell in sheet[1]],
            "json": list(json.loads(body(client.get(address + "json")))[0]),
            "api": [name for name in client.get("/api/v1/requests/", {"col": ["state", "own"][: 1 + bool(columns)]})
                    .json()["results"][0] if name not in ("id", "url")],
        }  # fmt: skip
        assert len({tuple(names) for names in found.values()}) == 1, found
        heads[persona] = found["csv"]
        one = client.get(f"/api/v1/requests/{client.get('/api/v1/requests/').json()['results'][0]['id']}/").json()
        assert ("own" in one) == (persona == "liaison")
    assert heads == {"member": ["request", "state"], "liaison": ["request", "state", "own"]}


def test_an_export_has_all_rows_and_the_text_nothing_but_paths(personas, as_persona):
    Dataset.objects.bulk_create([Dataset(path=f"/belle/user/x/{n:04}", data_class="user") for n in range(2501)])
    client = as_persona("member")
    answer = client.get("/datasets/?format=txt&page=2")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="datasets.txt"'
    assert body(answer).decode() == "".join(f"/belle/user/x/{n:04}\n" for n in range(2501))
    assert len(json.loads(body(client.get("/datasets/?format=json")))) == 2501


def test_the_text_has_one_line_for_each_value_whatever_is_in_it(personas, as_persona):
    odd = [r"/belle/user/x/back\slash", r"/belle/user/x/no\ttab \N \\.", "/belle/user/x/é漢", "/belle/user/x/a,b\"c'"]
    Dataset.objects.bulk_create(Dataset(path=path, data_class="user") for path in odd)
    assert body(as_persona("member").get("/datasets/?format=txt")).decode() == "".join(f"{x}\n" for x in sorted(odd))


def test_an_empty_export_is_still_a_file(personas, as_persona):
    client = as_persona("member")
    assert json.loads(body(client.get("/datasets/?format=json"))) == []
    assert body(client.get("/datasets/?format=csv")).decode().count("\r\n") == 1
    assert body(client.get("/datasets/?format=txt")) == b""


def test_a_format_that_the_list_does_not_have_is_refused(personas, as_persona):
    dataset()
    client = as_persona("member")
    assert client.get("/datasets/?format=pdf").status_code == 400
    assert client.get("/people/?format=txt").status_code == 400


def test_lines_leave_in_blocks():
    assert list(chunked(["a", "b", "c"], size=2)) == ["ab", "c"]
