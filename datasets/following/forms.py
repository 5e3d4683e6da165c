"""Input about analyses, saved searches and digests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from datasets.following.choices import AnalysisState, Digest
from datasets.following.models import Analysis, SavedSearch, Use
from members.groups.choices import GroupKind
from members.groups.models import Group


class AnalysisForm(forms.Form):
    """What an analysis is called and where it belongs."""

    title = forms.CharField(max_length=200, help_text="As others would look for it.")
    group = forms.ModelChoiceField(Group.objects.none(), required=False, label="Working group", empty_label="none")
    paper = forms.CharField(max_length=300, required=False, help_text="A reference or an address, when there is one.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["group"]
        rows = Group.objects.current(timezone.localdate()).filter(kind=GroupKind.WORKING_GROUP)
        groups.queryset = (rows | Group.objects.filter(pk=self._chosen())).order_by("name")

    def _chosen(self) -> Any:
        chosen = self.initial.get("group")
        return getattr(chosen, "pk", chosen)


class UseForm(AnalysisForm):
    """Which analysis uses something: one that is on record, or a new one."""

    analysis = forms.ModelChoiceField(Analysis.objects.none(), required=False, empty_label="a new one, named below")
    field_order = ("analysis", "title", "group", "paper")

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["analysis"]
        own.queryset = Analysis.objects.filter(contact=user.pk, state=AnalysisState.ACTIVE)
        self.fields["title"].required = False
        if not own.queryset.exists():
            del self.fields["analysis"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("analysis") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", "Name the analysis that uses this.")
        return data


class DropForm(forms.Form):
    """Which uses are over."""

    uses = forms.ModelMultipleChoiceField(
        Use.objects.none(), label="No longer used", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, analysis: Analysis, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = self.fields["uses"]
        rows.queryset = analysis.uses.select_related("collection", "dataset")


class NameForm(forms.ModelForm):
    """What a saved search is called."""

    class Meta:
        model = SavedSearch
        fields = ("name",)


class SaveForm(NameForm):
    """The name of a search, and whether to be told of what is new in it."""

    followed = forms.BooleanField(required=False, label="Tell me what is new in it")

    class Meta(NameForm.Meta):
        fields = ("name",)


class NewSearchForm(SaveForm):
    """A search for a program to save: of which list, and what stands behind the ? of its address."""

    listing = forms.ChoiceField()
    query = forms.CharField(max_length=4000, required=False)
    field_order = ("listing", "query", "name", "followed")

    def __init__(self, listings: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["listing"].choices = [(name, name) for name in listings]  # type: ignore[attr-defined]


class DigestForm(forms.Form):
    """How often unread news are mailed."""

    digest = forms.ChoiceField(label="News by mail", choices=Digest.choices, widget=forms.RadioSelect)
