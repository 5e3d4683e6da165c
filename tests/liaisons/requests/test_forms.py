"""What people type into a request, and what the production says came of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from liaisons.decayfiles.models import DecayFile
from liaisons.requests.forms import LISTED_FILES, EventsField, FinishForm, RequestForm


@pytest.mark.parametrize(
    ("typed", "number"),
    [("2000000", 2e6), ("2,000,000", 2e6), ("2 000 000", 2e6), ("2_000_000", 2e6), ("2e6", 2e6), ("1.5E6", 1.5e6)],
)
def test_numbers_of_events_as_people_write_them(typed, number):
    assert EventsField().clean(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "many", "0", "-5", "1.5", "2e-3", "1e999999999", "NaN", "Infinity", "1e13", "0x10"]
)
def test_what_is_no_number_of_events(typed):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        EventsField().clean(typed)


def test_a_complete_form(cast, form_data, fields):
    form = RequestForm(cast.liaison, form_data)
    assert form.is_valid(), form.errors
    assert form.fields_of_request == {name: value for name, value in fields.items() if name != "decay_file"}
    assert form.cleaned_data["decay_file"] == fields["decay_file"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"events": "0"}, "events"),
        ({"energy": "4S/../x"}, "energy"),
        ({"purpose": ""}, "purpose"),
        ({"priority": "2"}, "priority"),
        ({"needed_by": "2020-01-01"}, "needed_by"),
        ({"decay_file": ""}, "upload"),
        ({"decay_file": "999999"}, "decay_file"),
        ({"group": "999999"}, "group"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(cast, form_data, changes, field):
    form = RequestForm(cast.liaison, form_data | changes)
    assert set(form.errors) == {field}


def test_a_title_is_one_line(cast, form_data):
    """It becomes the subject of mails."""
    form = RequestForm(cast.liaison, form_data | {"title": "Signal\r\nBcc: everybody@lab.example\u2028x"})
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Signal Bcc: everybody@lab.example x"


def test_groups_of_others_are_not_offered(cast, form_data, group, other_group):
    assert list(RequestForm(cast.liaison).fields["group"].queryset) == [group]
    assert RequestForm(cast.liaison).fields["group"].initial == group.pk
    assert set(RequestForm(cast.liaison, form_data | {"group": other_group.pk}).errors) == {"group"}


def test_campaigns_that_are_over_are_not_offered_but_an_old_draft_keeps_its_own(cast, form_data, campaign):
    campaign.state = "done"
    campaign.save()
    assert set(RequestForm(cast.liaison, form_data).errors) == {"campaign"}
    assert RequestForm(cast.liaison, form_data, initial={"campaign": campaign.pk}).is_valid()


def test_the_newest_files_are_offered_and_the_chosen_one(cast, fields, form_data):
    first = fields["decay_file"]
    DecayFile.objects.bulk_create(
        DecayFile.of(f"# EventType: 111002{n:04}\n".encode(), f"111002{n:04}.dec") for n in range(LISTED_FILES)
    )
    offered = [pk for pk, _ in RequestForm(cast.liaison).fields["decay_file"].choices]
    assert (len(offered), first.pk in offered) == (LISTED_FILES + 1, False)
    chosen = RequestForm(cast.liaison, initial={"decay_file": str(first.pk)})
    assert first.pk in [pk for pk, _ in chosen.fields["decay_file"].choices]
    assert RequestForm(cast.liaison, form_data).is_valid()


def test_a_day_that_was_right_when_it_was_filed_stays(cast, form_data):
    day = timezone.localdate() - timedelta(days=3)
    form = RequestForm(cast.liaison, form_data | {"needed_by": day.isoformat()}, initial={"needed_by": day})
    assert form.is_valid()


def test_results_by_production_by_path_or_both(ask, dataset):
    filed = ask("producing")
    one, two, three = dataset(run=1), dataset(run=2), dataset(run=3, production=51235)
    for data, wanted in (
        ({"production": "51234"}, [one, two]),
        ({"production": "", "paths": f"\n {three.path} \r\n\r\n{one.path}\n{three.path}"}, [one, three]),
        ({"production": "51234", "paths": three.path}, [one, two, three]),
    ):
        form = FinishForm(filed, data)
        assert form.is_valid(), form.errors
        assert sorted(form.cleaned_data["datasets"], key=lambda item: item.path) == wanted


def test_results_that_cannot_be(ask, dataset):
    filed = ask("producing")
    other = dataset(production=7, event_type="1110021001")
    for data, field, says in (
        ({}, "__all__", "Name the production, or paste the paths of the datasets."),
        (
            {"production": "8"},
            "production",
            "The catalogue has no dataset of production 8. Wait for the import, or clear this field and paste paths.",
        ),
        ({"production": "7"}, "production", f"{other.path} is of event type 1110021001, asked for is 1110021000."),
        (
            {"paths": f"{other.path}\n"},
            "paths",
            f"Line 1: {other.path} is of event type 1110021001, asked for is 1110021000.",
        ),
        ({"paths": "\n/belle/MC/nothing\n"}, "paths", "Line 2: /belle/MC/nothing is not in the catalogue."),
        ({"paths": "x\n" * 4 + "\n".join(f"/{n}" for n in range(20))}, "paths", "Line 1: x is not in the catalogue."),
    ):
        form = FinishForm(filed, data)
        assert not form.is_valid()
        assert form.errors[field][0] == says
    assert form.errors["paths"][-1] == "And 11 more lines."
