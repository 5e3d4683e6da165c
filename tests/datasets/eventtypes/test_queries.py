"""What a dataset and a collection say of a generic event type."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser

from datasets.eventtypes.models import EventType
from datasets.eventtypes.queries import explained
from tests.datasets.conftest import mc


@pytest.fixture
def guide(db):
    EventType.objects.create(name="mixed", process="e+ e- -> B0 B0bar <neutral>")
    EventType.objects.create(name="ddbar")


def test_the_pages_tell_the_process_and_lead_to_the_production_guide(member, guide, datasets, collection):
    [dataset] = datasets(mc(kind="mixed"))
    held = collection("mixed_v1", mc(kind="mixed"), event_type="mixed", campaign="MC15rd_b")
    for page in (f"/datasets/{dataset.pk}/", held.get_absolute_url()):
        html = member.get(page).content.decode()
        said = '>mixed</a>, <a href="/event-types/?q=mixed">e+ e- -&gt; B0 B0bar &lt;neutral&gt;</a>'
        assert f'<a href="/datasets/?campaign=MC15rd_b&amp;event_type=mixed"{said}' in html, page
    rows = member.get("/event-types/?q=mixed").content.decode()
    assert "B0 B0bar" in rows
    assert ">ddbar<" not in rows


def test_what_the_guide_does_not_say_is_not_made_up(personas, guide):
    member = personas["member"]
    assert explained(member, "nunu") is None
    assert explained(member, "mix") is None
    assert explained(AnonymousUser(), "mixed") is None
    found = explained(member, "ddbar")
    assert (urlsplit(found.url).query, found.label) == ("q=ddbar", "in the production guide")
