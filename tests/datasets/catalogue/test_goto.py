"""One box: a pasted path, file, production or name leads to its page, if one may see it."""

import pytest

from datasets.campaigns.models import Campaign
from datasets.catalogue.goto import find
from datasets.globaltags.models import GlobalTag
from datasets.skims.models import Skim
from tests.datasets.conftest import mc

FILE = "/sub00/mdst_000001_prod00027811_task10020000001.root"


def goes(persona, text):
    """Where the text leads; None when it names nothing."""
    found = find(persona, text)
    return getattr(found, "url", found)


@pytest.mark.parametrize("end", ["", "/", "/sub00", FILE])
def test_a_path_and_whatever_lies_below_it(personas, datasets, end):
    [dataset] = datasets(mc())
    assert goes(personas["member"], mc() + end) == f"/datasets/{dataset.pk}/"


@pytest.mark.parametrize(
    "text",
    [
        *(mc(run=9), "/belle/", "/belle/MC/nonsense", "/belle", "/", "prod00000001", "prod123456789", "x"),
        *("1110021000", "udst_000001_prod00019339_task72546000001.root", "mdst_1_prod00027811_task1.root"),
    ],
)
def test_what_is_not_there_leads_nowhere(personas, datasets, text):
    datasets(mc())
    assert find(personas["member"], text) is None


@pytest.mark.parametrize(
    "text", ["prod00027811", "prod27811", "27811", "production 27811", FILE.removeprefix("/sub00/")]
)
def test_a_production_leads_to_its_datasets_or_to_the_one(personas, datasets, text):
    [dataset] = datasets(mc())
    assert goes(personas["member"], text) == f"/datasets/{dataset.pk}/"
    datasets(mc(run=1041))
    assert goes(personas["member"], text) == "/datasets/?production=27811"


@pytest.mark.parametrize("code", ["1110021000", "111004000a", "419002303", "uubar", "BstarBstar"])
def test_an_event_type_leads_to_its_datasets(personas, datasets, code):
    datasets(mc(kind=code))
    assert goes(personas["member"], code) == f"/datasets/?event_type={code}"


def test_a_user_path_has_a_page_too(personas, datasets):
    [dataset] = datasets("/belle/user/kim/my_sample")
    assert goes(personas["member"], "/belle/user/kim/my_sample") == f"/datasets/{dataset.pk}/"


def _things(datasets, collection):
    [dataset] = datasets(mc())
    made = collection("ddbar_v1", mc())
    return {
        mc(): f"/datasets/{dataset.pk}/",
        made.path: f"/collections/{made.pk}/",
        "ddbar_v1": f"/collections/{made.pk}/",
        "MC15rd_b": Campaign.objects.create(name="MC15rd_b", kind="mc_rd").get_absolute_url(),
        "14120601": Skim.objects.create(code="14120601", name="BtoX").get_absolute_url(),
        "BtoX": "/skims/",
        "mcrd_x": GlobalTag.objects.create(number=2647, name="mcrd_x").get_absolute_url(),
        "DB00002647": "/globaltags/",
        "2647": "/globaltags/",
    }


def test_the_search_box_goes_there(as_persona, datasets, collection):
    things = _things(datasets, collection)
    member = as_persona("member")
    for text, url in things.items():
        answer = member.get("/search/", {"q": f"  {text} "})
        assert answer.status_code == 302, text
        assert answer.headers["Location"].startswith(url), text


@pytest.mark.parametrize("persona", ["outsider", "applicant"])
def test_strangers_are_not_told_that_it_exists(as_persona, datasets, collection, persona):
    things = _things(datasets, collection)
    stranger = as_persona(persona)
    for text in things:
        answer = stranger.get("/search/", {"q": text})
        assert answer.status_code == 200
        assert "/datasets/" not in answer.content.decode()
        assert "/collections/" not in answer.content.decode()
