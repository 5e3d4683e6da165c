"""Generic event types: the real table goes in and comes out unchanged, and what is wrong in one is named."""

import csv
from decimal import Decimal
from itertools import pairwise

import pytest

from datasets.eventtypes.importers import COLUMNS, EventTypeImporter
from datasets.eventtypes.models import EventType
from portal.importing import Action
from portal.policy import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    def write(text):
        path = tmp_path / "types.csv"
        path.write_text(text, encoding="utf-8")
        return EventTypeImporter().run([path], by=SYSTEM, apply=True)

    return write


def test_the_real_table_comes_out_as_it_went_in(shared, client, personas):
    file = shared / "data/catalogue/mc_event_types.csv"
    assert EventTypeImporter().run([file], by=SYSTEM, apply=True).totals["create"] == 29
    assert EventTypeImporter().run([file], by=SYSTEM, apply=True).totals["skip"] == 29
    client.force_login(personas["member"])
    columns = "&".join(f"col={name}" for name in ("name", *COLUMNS))
    answer = client.get(f"/event-types/?format=csv&{columns}")
    out = {row["name"]: row for row in csv.DictReader(answer.getvalue().decode().splitlines())}
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    for before, row in pairwise(rows):
        row["source"] = before["source"] if row["source"] == "same" else row["source"]  # as the table says of itself
    assert len(rows) == len(out) == 29
    for row in rows:
        for field, (column, read) in COLUMNS.items():
            wanted, found = read(row[column]), out[row["name"]][field]
            assert (Decimal(found) == wanted) if isinstance(wanted, Decimal | int) else found == (wanted or ""), (
                row,
                field,
                found,
            )


def test_a_column_that_is_not_there_stays_as_it_is(run):
    run("name,process,xsec_nb_at_10.58\nuubar,e+e- -> u ubar,1.605\n")
    plan = run("name,process\nuubar,e+e- -> u anti-u\n")
    assert plan.totals["update"] == 1
    found = EventType.objects.get()
    assert (found.process, found.cross_section_nb, found.streams) == ("e+e- -> u anti-u", Decimal("1.605"), None)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1110021000,,", "name: '1110021000' is no generic event type"),
        ("uu/bar,,", "name: 'uu/bar' is no generic event type"),
        (",1.6,", "name: '' is no generic event type"),
        ("uubar,0,", "xsec_nb_at_10.58: '0' is no number above zero"),
        ("uubar,-1.5,", "xsec_nb_at_10.58: '-1.5' is no number above zero"),
        ("uubar,١.٥,", "xsec_nb_at_10.58: '١.٥' is no number above zero"),
        ("uubar,NaN,", "xsec_nb_at_10.58: 'NaN' is no number above zero"),
        ("uubar,1e9,", "xsec_nb_at_10.58: '1e9' is no number above zero"),
        ("uubar,1.605,4.5", "max_reuse_rate: '4.5' is no whole number from 0 to 1000000"),
        ("uubar,1.605,²", "max_reuse_rate: '²' is no whole number"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_the_others_go_in(run, row, words):
    plan = run(f"name,xsec_nb_at_10.58,max_reuse_rate\n{row}\nccbar,1.329,200\n")
    (wrong,) = plan.of(Action.REJECT)
    assert words in wrong.note
    assert wrong.line == 2
    assert list(EventType.objects.values_list("name", flat=True)) == ["ccbar"]


def test_the_name_of_a_row_leads_to_its_datasets(run, client, personas):
    run("name,process\nmixed,Upsilon(4S) -> B0 anti-B0\n")
    client.force_login(personas["member"])
    html = client.get("/event-types/").content.decode()
    assert 'href="/datasets/?event_type=mixed"' in html
