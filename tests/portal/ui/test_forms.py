"""A form as a person meets it: labels, help, errors at the field and in the summary."""

import pytest
from django.utils.datastructures import MultiValueDict
from lxml import html

from tests.portal.ui.gallery import SampleForm

GOOD = {"nickname": "Bd_KSKS", "events": "1000", "group": "ewp", "energy": "4S", "why": "CP violation", "agree": "on"}


def parsed(form):
    return html.fromstring(f"<div>{form}</div>")


def sent(**changes):
    return SampleForm(MultiValueDict({name: [value] for name, value in (GOOD | changes).items() if value is not None}))


def test_a_fresh_form_complains_about_nothing():
    assert parsed(SampleForm()).xpath("//*[@role='alert' or @class='errorlist' or @aria-invalid]") == []


def test_every_field_has_its_own_label():
    page = parsed(SampleForm())
    fields = page.xpath("//input[not(@type='radio' or @name='backgrounds')]|//select|//textarea")
    assert len(fields) == 7
    for field in fields:
        assert len(page.xpath(f"//label[@for='{field.get('id')}']")) == 1
    assert [legend.text.strip() for legend in page.xpath("//fieldset/legend")] == ["Energy", "Backgrounds"]


def test_only_optional_fields_say_so():
    marked = parsed(SampleForm()).xpath("//small[text()='(optional)']/..")
    assert [label.text.strip() for label in marked] == ["Needed by", "Decay file", "Backgrounds"]


def test_help_belongs_to_its_field():
    page = parsed(SampleForm())
    field = page.xpath("//input[@name='nickname']")[0]
    assert page.xpath(f"string(//*[@id='{field.get('aria-describedby')}'])") == "Short, unique; goes into the path."


def test_the_class_of_visibility_is_named_at_the_field():
    form = SampleForm()
    form.fields["why"].visibility = "your working group"
    assert parsed(form).xpath("string(//label[@for='id_why']/small)") == "· seen by your working group"


def test_a_good_form_is_good():
    assert sent().is_valid()


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({"nickname": "taken"}, ["Nickname: This nickname is taken; add a suffix."]),
        ({"events": "0", "why": None}, ["Number of events", "What for: This field is required."]),
        ({"energy": None}, ["Energy: This field is required."]),
    ],
)
def test_errors_are_summed_up_by_the_name_of_the_field(changes, summary):
    page = parsed(sent(**changes))
    told = page.xpath("//*[@role='alert']//li")
    assert [item.text_content().startswith(start) for item, start in zip(told, summary, strict=True)] == [True] * len(
        summary
    )


def test_a_summary_links_to_the_field_and_the_field_is_marked():
    page = parsed(sent(nickname="taken"))
    (target,) = page.xpath("//*[@role='alert']//a/@href")
    (field,) = page.xpath(f"//*[@id='{target[1:]}']")
    assert field.get("aria-invalid") == "true"
    assert "id_nickname_error" in field.get("aria-describedby")
    assert page.xpath("string(//*[@id='id_nickname_error'])") == "This nickname is taken; add a suffix."


def test_what_was_typed_is_still_there_and_escaped():
    page = parsed(sent(nickname='"><script>', events=None))
    assert page.xpath("//input[@name='nickname']/@value") == ['"><script>']
