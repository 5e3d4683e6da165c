"""Input about a person. What is refused by the record itself is said by the verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from members.people import policy, privacy
from members.people.choices import PRIVATE_FIELDS, Audience, IdentifierKind
from members.people.models import Person
from members.people.names import clean

KEPT_BY_HAND = (
    IdentifierKind.ORCID,
    IdentifierKind.INSPIRE,
    IdentifierKind.ACCOUNT,
    IdentifierKind.CERTIFICATE,
)


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _Names(forms.ModelForm):
    """Names of a person, checked as the verbs need them; `save` is theirs."""

    def clean_family_name(self) -> str:
        name = clean(self.cleaned_data["family_name"])
        if not any(char.isalpha() for char in name):
            raise forms.ValidationError("Write the family name; a name has letters.")
        return name

    def clean(self) -> dict[str, Any]:
        return super().clean() or self.cleaned_data

    def _post_clean(self) -> None:
        """Nothing is set on the person before a verb has locked it."""


class RenameForm(_Names):
    """Another name from a day on."""

    on = forms.DateField(label="From", widget=DayInput(), help_text="The first day of the new name.")
    reason = forms.CharField(label="Reason", max_length=500, required=False)

    class Meta:
        model = Person
        fields = ("given_name", "family_name", "suffix", "native_name", "paper_name")
        help_texts = {"paper_name": "Empty: initials and the new family name."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper_name"].required = False
        self.initial["paper_name"] = ""
        self.initial.setdefault("on", timezone.localdate())


class CorrectNameForm(_Names):
    """A slip of the keyboard, put right; nothing is kept as an earlier name."""

    reason = forms.CharField(label="Reason", max_length=500, help_text="Everyone who sees the history sees it.")

    class Meta:
        model = Person
        fields = ("given_name", "family_name", "suffix", "native_name", "paper_name")


class PrintedNameForm(_Names):
    """How papers print and sort the name."""

    class Meta:
        model = Person
        fields = ("paper_name", "initials", "native_name", "sort_override")


class AddressForm(forms.Form):
    """A further address."""

    address = forms.EmailField(label="E-mail", max_length=254, help_text="A link to confirm it is sent there.")


class IdentifierForm(forms.Form):
    """A further identifier; which lines count follows from the kind."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in KEPT_BY_HAND])
    value = forms.CharField(
        label="Identifier",
        max_length=1000,
        help_text="The iD or its address, the user name, or the subject of the certificate in either form: "
        "/C=NO/O=Grid/CN=Ana Ruiz or CN=Ana Ruiz,O=Grid,C=NO.",
    )
    source = forms.CharField(
        label="Site", max_length=60, required=False, help_text="Of a site account, for example kek."
    )
    issuer = forms.CharField(
        label="Issuer", max_length=1000, required=False, help_text="Of a certificate: the name of the authority."
    )


class MergeForm(forms.Form):
    """Which of two records goes on, and why they are one person."""

    kept = forms.TypedChoiceField(label="The record that goes on", coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(label="Reason", max_length=500, help_text="Everyone who sees the history sees it.")

    def __init__(self, *args: Any, one: Person, two: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: Any = self.fields["kept"]
        kept.choices = [(person.pk, f"{person} (record {person.pk})") for person in (one, two)]
        kept.initial = (one if one.user_id or not two.user_id else two).pk


class UndoForm(forms.Form):
    """Why two records were no one person."""

    reason = forms.CharField(label="Reason", max_length=500, help_text="Everyone who sees the history sees it.")


class AudienceForm(forms.Form):
    """Who sees what, as far as the by-laws leave a choice."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, label in PRIVATE_FIELDS.items():
            rule = privacy.rule(field)
            offered = [audience for audience in Audience if audience in {rule.shown, *rule.choice}]
            usual = Audience(rule.shown)
            words = [(item.value, f"{item.label} (as usual)" if item == usual else item.label) for item in offered]
            self.fields[field] = forms.ChoiceField(
                label=label,
                choices=words,
                initial=policy.audience_of(person, field),
                disabled=len(offered) < 2,
                help_text="The by-laws leave no choice." if len(offered) < 2 else "",
            )

    def chosen(self) -> dict[str, str]:
        """The choice of each field that has one."""
        return {name: self.cleaned_data[name] for name, field in self.fields.items() if not field.disabled}
