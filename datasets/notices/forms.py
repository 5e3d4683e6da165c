"""Input of a notice."""

from __future__ import annotations

from typing import Any

from django import forms

from datasets.notices import specs
from datasets.notices.models import Notice
from portal.lifecycle import MoveRefused

HELP = {
    "title": "What a colleague would recognise it by, for example: Momentum scale wrong in experiment 18.",
    "body": "Plain text; an empty line begins a paragraph.",
    "remedy": "What to use instead, or which correction to apply.",
    "query": "The address of a search for datasets, or what stands behind its question mark; matched again whenever "
    "datasets are imported. Runs belong into their own field.",
    "paths": "Datasets and collections, one path a line; a file stands for its dataset. Those that are not known yet "
    "are kept, and match when they come.",
    "runs": "One experiment a line: exp 18: 230-260, 272; campaign proc16; class Data. Campaign and class may be left "
    "out, and the runs for a whole experiment. Datasets merged over runs (r00000) are possibly affected.",
}
ROWS = {"body": 8, "remedy": 4, "query": 2, "paths": 4, "runs": 3}


class NoticeForm(forms.ModelForm):
    """What is wrong, what to do, and what it affects: a search, paths, runs, or several of these."""

    class Meta:
        model = Notice
        fields = ("title", "severity", "body", "remedy", *specs.FIELDS)
        help_texts = HELP
        widgets = {name: forms.Textarea(attrs={"rows": rows}) for name, rows in ROWS.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in specs.FIELDS:
            if name not in cleaned:
                continue
            try:
                cleaned[name] = specs.checked(name, cleaned[name])
            except MoveRefused as refusal:
                words = str(refusal).partition(": ")[2]
                self.add_error(name, f"{words[0].upper()}{words[1:]}.")
        if not self.errors and not any(cleaned.get(name) for name in specs.FIELDS):
            self.add_error("query", "Say what it affects: a search, paths, or runs.")
        return cleaned

    def _post_clean(self) -> None:
        """The verb checks and writes; the instance of the form is never saved."""


class EditForm(NoticeForm):
    """The same of a notice that is there, and why it changes."""

    reason = forms.CharField(label="Why", max_length=500, required=False)
