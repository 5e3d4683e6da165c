"""The page of a global tag."""

import pytest

from datasets.globaltags.choices import TONES, TagState
from datasets.globaltags.models import GlobalTag
from tests.datasets.conftest import mc


def test_a_tag_leads_to_the_datasets_that_name_it(member, datasets):
    datasets(mc(1), mc(2))
    tag = GlobalTag.objects.create(number=2647, name="mc_tag", state="PUBLISHED")
    html = member.get(tag.get_absolute_url()).content.decode()
    assert '<a href="/datasets/?campaign=MC15rd_b&amp;global_tag=2647">2</a>' in html
    assert member.get("/api/v1/datasets/?campaign=MC15rd_b&global_tag=2647").json()["count"] == 2


def test_a_tag_that_no_path_names_says_so(member):
    tag = GlobalTag.objects.create(number=1, name="other")
    assert "No dataset names this tag in its path." in member.get(tag.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", TagState.values)
def test_every_state_has_a_word_and_a_tone(member, state):
    tag = GlobalTag.objects.create(number=1, name="other", state=state)
    shown = f'<span class="tag {TONES[state]}">{TagState(state).label}</span>'
    assert shown in member.get(tag.get_absolute_url()).content.decode()
    assert shown in member.get("/globaltags/").content.decode()


def test_who_may_see_it(as_persona):
    tag = GlobalTag.objects.create(number=1, name="other")
    for address in (tag.get_absolute_url(), f"/api/v1{tag.get_absolute_url()}", "/globaltags/"):
        found = {
            persona: as_persona(persona).get(address).status_code
            for persona in ("outsider", "applicant", "member", "manager")
        }
        assert found == {"outsider": 403 if "api" in address else 302, "applicant": 403, "member": 200, "manager": 200}
