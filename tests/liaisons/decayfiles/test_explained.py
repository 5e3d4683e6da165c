"""What the page of a dataset says of a signal event type."""

import pytest

from datasets.catalogue.importers import register
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from liaisons.entries import explain_event_type

PATH = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r00000/{code}/mdst"


@pytest.fixture
def page(visit):
    def read(code, who="member"):
        path = PATH.format(code=code)
        register([classify(path)])
        return visit(who).get(Dataset.objects.get(path=path).get_absolute_url()).content.decode()

    return read


def test_a_signal_event_type_leads_to_its_newest_decay_file(page, keep, decay):
    keep()
    newest = keep(decay(Tested="No", NickName="Bd_newer", Descriptor="[B0 -> <x> gamma]cc"))
    keep(decay(EventType="1110021001", NickName="Bd_other"), "1110021001.dec")
    said = f'>1110021000</a>, <a href="{newest.get_absolute_url()}">decay file Bd_newer</a>'
    assert f"{said}: [B0 -&gt; &lt;x&gt; gamma]cc</dd>" in page("1110021000")


def test_one_that_nobody_handed_in_says_so(page, keep):
    keep()
    html = page("1110021009")
    assert ">1110021009</a>, decay file not imported</dd>" in html
    assert "decay file" not in page("mixed")


def test_nothing_is_told_to_those_who_may_not_see_decay_files(cast, keep):
    keep()
    assert explain_event_type(cast.member, "1110021000").label == "decay file Bd_Kst0gamma_test"
    assert explain_event_type(cast.outsider, "1110021000") is None
    assert explain_event_type(cast.applicant, "1110021009") is None
