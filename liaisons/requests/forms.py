"""Input of a signal-MC request and of what the production says about it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from liaisons.assignments.queries import own_groups
from liaisons.decayfiles.forms import DecayFileField
from liaisons.decayfiles.models import DecayFile
from liaisons.requests.actions import OPEN_CAMPAIGNS
from liaisons.requests.models import Remark, SignalRequest
from liaisons.requests.queries import results_of
from members.requests.forms import DayInput
from portal.plain import whole

LISTED_FILES = 200
"""Decay files that the form offers, the newest; any other is chosen from its own page."""
LARGEST_PRODUCTION = 99_999_999  # eight digits in a path
MOST_PATHS = 5_000
"""Paths that may be pasted at once; a production of one event type has some hundreds."""


class EventsField(forms.IntegerField):
    """A number of events as people write it: 2000000, 2,000,000, 2 000 000 or 2e6."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=1, max_value=10**12, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            try:
                number = Decimal(value.replace(",", "").replace(" ", "").replace("_", ""))
                if number.is_finite() and abs(number) < 10**18 and number == number.to_integral_value():
                    value = str(int(number))
            except ArithmeticError:
                pass  # the integer field says what is wrong
        return super().to_python(value)


class RequestForm(forms.ModelForm):
    """What a liaison asks for. `revision` is that of the request when the form was opened."""

    upload = DecayFileField(label="New decay file", required=False)
    decay_file = forms.ModelChoiceField(
        DecayFile.objects.defer("content"), required=False, label="or a decay file on record", empty_label="choose …"
    )
    events = EventsField(help_text=SignalRequest._meta.get_field("events").help_text)
    energy = forms.RegexField(
        r"^[0-9A-Za-z_]{1,16}$",
        initial="4S",
        help_text=SignalRequest._meta.get_field("energy").help_text,
        error_messages={"invalid": "Letters, digits and underscores only, as in a dataset path."},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    field_order = ("group", "title", "upload", "decay_file", "campaign", "events", "energy", "priority", "needed_by")

    class Meta:
        model = SignalRequest
        fields = ("group", "title", "decay_file", "campaign", "events", "energy", "priority", "needed_by", "purpose")
        widgets = {"needed_by": DayInput(), "purpose": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"title": "What a colleague would recognise it by, for example B0 → K*0 γ for MC16rd."}

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["group"]
        groups.queryset = own_groups(user)
        if len(groups.queryset) == 1:
            groups.initial = groups.queryset[0].pk
        chosen = whole(self.initial.get("campaign"))
        campaigns: Any = self.fields["campaign"]
        campaigns.queryset = Campaign.objects.filter(Q(state__in=OPEN_CAMPAIGNS) | Q(pk=chosen)).order_by("name")
        self._offer_files(self.data.get("decay_file") or self.initial.get("decay_file"))

    def _offer_files(self, chosen: Any) -> None:
        """The newest files and the one in use; a page with every file would be too long to load."""
        field: Any = self.fields["decay_file"]
        newest = field.queryset.order_by("-uploaded_at", "-pk")[:LISTED_FILES]
        files = {file.pk: file for file in newest}
        if (chosen := whole(chosen)) is not None and chosen not in files:
            files |= {file.pk: file for file in field.queryset.filter(pk=chosen)}
        in_order = sorted(files.values(), key=lambda file: (file.event_type, file.nickname, -file.pk))
        field.choices = [("", field.empty_label), *((file.pk, _label(file)) for file in in_order)]
        if len(files) >= LISTED_FILES:
            field.help_text = f"The newest {LISTED_FILES}; for another one open its page and ask for events from there."

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())  # it becomes the subject of a mail: one line

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day and day < timezone.localdate() and day != self.initial.get("needed_by"):
            raise forms.ValidationError("This day is over.")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("upload") and not data.get("decay_file") and not {"upload", "decay_file"} & set(self.errors):
            self.add_error("upload", "Choose a decay file, or one that is on record.")
        return data

    @property
    def fields_of_request(self) -> dict[str, Any]:
        """What the verbs take, without the decay file, which may have to be handed in first."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name != "decay_file"}


def _label(file: DecayFile) -> str:
    parts = (file.event_type or file.file_name, file.nickname, f"handed in {file.uploaded_at:%Y-%m-%d}")
    return ", ".join(filter(None, parts))


class RemarkForm(forms.ModelForm):
    """Something to say to the other side."""

    class Meta:
        model = Remark
        fields = ("text",)
        labels = {"text": "Remark"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"text": "Stands in the timeline, and goes to the other side by mail."}


class SayForm(forms.Form):
    """A move with a remark to go with it, if there is anything to say."""

    reason = forms.CharField(label="Remark", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("production", "paths")


class StartForm(SayForm):
    """The production that runs now."""

    production = forms.IntegerField(
        label="Production number",
        min_value=1,
        max_value=LARGEST_PRODUCTION,
        help_text="As in prod00051234 of the dataset paths.",
    )


class FinishForm(SayForm):
    """The datasets that came of a request: all of a production, pasted paths, or both."""

    production = forms.IntegerField(
        label="All datasets of production",
        min_value=1,
        max_value=LARGEST_PRODUCTION,
        required=False,
        help_text="Empty for none.",
    )
    paths = forms.CharField(
        label="Paths of datasets",
        required=False,
        strip=False,  # lines are counted as they were pasted
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One per line, as in the catalogue.",
    )

    def __init__(self, request: SignalRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        production = self.fields["production"]
        production.initial = request.production
        if request.production is not None:
            known = results_of(request.production).count()
            production.help_text = (
                f"The catalogue has {known:,} of production {request.production} now. Empty for none."
            )

    def clean_production(self) -> list[Dataset]:
        number = self.cleaned_data["production"]
        if number is None:
            return []
        found = list(results_of(number))
        if not found:
            raise forms.ValidationError(
                f"The catalogue has no dataset of production {number}."
                " Wait for the import, or clear this field and paste paths."
            )
        self._same_event_type((None, dataset) for dataset in found)
        return found

    def clean_paths(self) -> list[Dataset]:
        lines = [(number, line.strip()) for number, line in enumerate(self.cleaned_data["paths"].splitlines(), 1)]
        wanted = {path: number for number, path in reversed(lines) if path}
        if len(wanted) > MOST_PATHS:
            raise forms.ValidationError(f"These are {len(wanted):,} paths; at most {MOST_PATHS:,} can be pasted.")
        found = list(Dataset.objects.filter(path__in=wanted).order_by("path"))
        known = {dataset.path for dataset in found}
        unknown = sorted((number, path) for path, number in wanted.items() if path not in known)
        if unknown:
            said = [f"Line {number}: {path[:200]} is not in the catalogue." for number, path in unknown[:10]]
            raise forms.ValidationError(
                [*said, *([f"And {len(unknown) - 10} more lines."] if len(unknown) > 10 else [])]
            )
        self._same_event_type((wanted[dataset.path], dataset) for dataset in found)
        return found

    def _same_event_type(self, datasets: Iterable[tuple[int | None, Dataset]]) -> None:
        asked = self.request.decay_file.event_type
        for line, dataset in datasets:
            if dataset.event_type != asked:
                where = f"Line {line}: " if line else ""
                raise forms.ValidationError(
                    f"{where}{dataset.path} is of event type {dataset.event_type or '(none)'}, asked for is {asked}."
                )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        both = {dataset.pk: dataset for name in ("production", "paths") for dataset in data.get(name) or ()}
        if not both and not self.errors:
            raise forms.ValidationError("Name the production, or paste the paths of the datasets.")
        data["datasets"] = list(both.values())
        return data
