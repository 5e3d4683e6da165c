"""What may be pasted into the one box: every kind of name, several things of one name, and lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.luminosity.models import Experiment, Run
from datasets.skims.models import Skim, SkimRevision
from liaisons.decayfiles.models import DecayFile
from portal.search.queries import lines, named, pasted
from portal.testing.data_rows import campaign, collection, dataset, decay_file, global_tag

FILE = "sub00/mdst_000001_prod{:08}_task1.root"


@pytest.fixture
def member(personas):
    return personas["member"]


def urls(user, text):
    return [found.url for found in named(user, text)]


def path(number):
    return f"/belle/MC/release-08-00-00/DB00000001/MC16rd/prod{number:08}/s00/e0012/4S/r00000/1110021000/mdst"


@pytest.fixture
def runs(db):
    made = {}
    for experiment, number in ((18, 230), (18, 9), (20, 9)):
        exp, _ = Experiment.objects.get_or_create(number=experiment)
        made[experiment, number] = Run.objects.create(experiment=exp, number=number)
    return made


@pytest.mark.parametrize(
    "text", ["e18 r230", "exp 18 run 230", "18/230", "18 / 230", "e0018/r00230", "Exp. 18, run 230"]
)
def test_a_run_in_every_spelling(member, runs, text):
    assert urls(member, text) == [runs[18, 230].get_absolute_url()]


def test_a_number_alone_is_whatever_has_it(member, runs):
    assert urls(member, "230") == urls(member, "run 230") == [runs[18, 230].get_absolute_url()]
    assert urls(member, "run 9") == ["/runs/?run_from=9&run_to=9"]
    tag, row = global_tag(9), dataset(9)
    found = named(member, "9")
    assert {item.url for item in found} == {
        *(tag.get_absolute_url(), row.get_absolute_url(), "/runs/?run_from=9&run_to=9"),
    }
    assert len({item.label for item in found}) == 3  # which is which can be told
    assert urls(member, "DB00000009") == [tag.get_absolute_url()]
    assert urls(member, "prod00000009") == [row.get_absolute_url()]


def test_the_page_offers_the_choice_instead_of_guessing(member, runs, as_persona):
    tag, row = global_tag(9), dataset(9)
    answer = as_persona("member").get("/search/", {"q": "9"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "“9” names 3 things" in page
    for address in (tag.get_absolute_url(), row.get_absolute_url(), "/runs/?run_from=9&amp;run_to=9"):
        assert f'href="{address}"' in page
    palette = as_persona("member").get("/search/palette", {"q": "9"}).context["groups"]
    assert len(next(group for group in palette if group["label"] == "Go to")["items"]) == 3
    api = as_persona("member").get("/api/v1/search/", {"q": "9"}).json()
    assert (len(api["named"]), api["lists"]) == (3, [])


def test_an_event_type_is_a_decay_file_and_datasets(member, personas):
    file = decay_file(0, personas["liaison"])
    DecayFile.objects.filter(pk=file.pk).update(event_type="1110021000")
    row = dataset(1)
    assert urls(member, "1110021000") == [f"/datasets/?event_type={row.event_type}", file.get_absolute_url()]
    assert urls(member, "Bd_Kst0gamma_0") == [file.get_absolute_url()]


def test_a_skim_by_what_it_is_and_was_called(member):
    old = Skim.objects.create(code="18520400", name="LFVZpVisible")
    new = Skim.objects.create(code="18520401", name="LFVZpVisible", kind=old.kind)
    renamed = Skim.objects.create(code="10600100", name="SystematicsTracking")
    SkimRevision.objects.create(skim=renamed, name="Systematics", until="2024-01-01")
    assert urls(member, "18520400") == [old.get_absolute_url()]
    assert urls(member, "18520401") == [new.get_absolute_url()]
    assert urls(member, "LFVZpVisible") == ["/skims/?q=LFVZpVisible"]
    [found] = named(member, "Systematics")
    assert (found.url, "called Systematics before" in found.label) == (renamed.get_absolute_url(), True)
    SkimRevision.objects.create(skim=new, name="SystematicsTracking", until="2024-01-01")
    assert urls(member, "SystematicsTracking") == [renamed.get_absolute_url()]  # who has the name now


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("one", []),
        ("two words", []),
        ("/belle/a", []),
        ("/belle/a /belle/b", ["/belle/a", "/belle/b"]),
        ("/belle/a /belle/a", ["/belle/a"]),
        (" a\r\n\n b \na", ["a", "b"]),
        ("/belle/a and /belle/b", []),
    ],
)
def test_what_is_a_list(text, found):
    assert lines(text) == found


def test_a_pasted_list_names_what_is_unknown_and_keeps_its_order(member, as_persona):
    rows = [dataset(number) for number in range(3)]
    made, hidden = collection("published", 1), collection("test", 2)
    text = "\n".join(
        [
            *(f"{rows[2].path}/{FILE.format(2)}", rows[0].path, "/belle/MC/nonsense", hidden.path, f"{made.path}/"),
            *("<b>x", rows[1].path),
        ]
    )
    answer = as_persona("member").post("/search/", {"q": text})
    found = answer.context["pasted"]
    assert [item.url for item in found.things] == [row.get_absolute_url() for row in (rows[2], rows[0], made, rows[1])]
    assert found.unknown == ["/belle/MC/nonsense", hidden.path, "<b>x"]
    assert "&lt;b&gt;x" in answer.content.decode()
    assert as_persona("manager").post("/search/", {"q": text}).context["pasted"].unknown == found.unknown[::2]
    stranger = as_persona("outsider").post("/search/", {"q": text})
    assert stranger.context["pasted"].things == []


def test_a_list_costs_the_same_however_long_it_is(member):
    pasted(member, [path(0)])  # what policies know of somebody is asked once
    costs = []
    for count in (2, 200):
        with CaptureQueriesContext(connection) as queries:
            pasted(member, [path(number) for number in range(count)])
        costs.append(len(queries))
    assert costs[0] == costs[1] < 8


def test_a_list_is_cut_and_says_so(as_persona):
    answer = as_persona("member").post("/search/", {"q": "\n".join(path(number) for number in range(2100))})
    assert "2,100 lines are known" in answer.content.decode()
    assert "100 were left out" in answer.content.decode()


def test_the_api_needs_a_text_and_tells_strangers_nothing(as_persona):
    campaign("Known2026")
    assert as_persona("member").get("/api/v1/search/").status_code == 400
    [found] = as_persona("member").get("/api/v1/search/", {"q": "Known2026"}).json()["named"]
    assert found["label"] == "Campaign Known2026"
    assert as_persona("outsider").get("/api/v1/search/", {"q": "Known2026"}).json() == {"named": [], "lists": []}
