"""Input of a decay file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from liaisons.decayfiles.headers import KINDS
from liaisons.decayfiles.models import DecayFile
from liaisons.decayfiles.texts import LARGEST_FILE

SUFFIXES = ", ".join(f".{kind}" for kind in KINDS)


@dataclass(frozen=True)
class Upload:
    """A decay file as it came in: its bytes, and an unsaved record that knows its findings."""

    raw: bytes
    file: DecayFile


class DecayFileField(forms.FileField):
    """An upload that can be read as text of at most LARGEST_FILE bytes; whatever else is wrong with it are findings."""

    default_error_messages = {"empty": "The file is empty.", "missing": "Choose a decay file."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": SUFFIXES}))
        kwargs.setdefault(
            "help_text", f"One of {SUFFIXES}, at most {LARGEST_FILE // 1_000_000} MB. It is kept as it is."
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        sent = super().clean(data, initial)
        if not sent:
            return None
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(f"The file has {sent.size:,} bytes; at most {LARGEST_FILE:,} are read.")
        raw = sent.read()
        file = DecayFile.of(raw, sent.name)
        if not file.reading.readable:
            finding = file.reading.findings[-1]
            where = f"Line {finding.line}: " if finding.line else ""
            raise forms.ValidationError(f"{where}{finding.message}")
        return Upload(raw, file)


class HandInForm(forms.Form):
    """One decay file."""

    upload = DecayFileField(label="Decay file")
