"""Table of the decay files that were handed in."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models

from liaisons.decayfiles import headers, lint
from liaisons.decayfiles.choices import FileKind, Verdict
from liaisons.decayfiles.findings import Finding, Severity
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url

DERIVED = (
    *("kind", "event_type", "nickname", "descriptor", "working_groups"),
    *("responsible", "dated", "verdict", "finding_count"),
)


@counted
@tracked(exclude=["content", *DERIVED])
class DecayFile(models.Model):
    """A decay file as it was handed in: name and bytes are kept for good; the other columns are read from them.

    The name belongs to it, because production goes by the name: the same bytes under a corrected name are another
    record, and the request that used the first one still shows what it asked for.
    """

    file_name = models.CharField("file name", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField()
    kind = models.CharField(max_length=3, choices=FileKind)
    event_type = models.CharField("event type", max_length=10, blank=True, help_text="By the name, else the header.")
    nickname = models.CharField(max_length=200, blank=True)
    descriptor = models.TextField(blank=True)
    working_groups = models.CharField("working groups", max_length=200, blank=True)
    responsible = models.CharField(max_length=300, blank=True)
    dated = models.DateField("dated", null=True, blank=True, help_text="In the header.")
    verdict = models.CharField("check", max_length=7, choices=Verdict)
    finding_count = models.PositiveSmallIntegerField("findings", default=0)
    uploaded_at = models.DateTimeField("handed in", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="handed in by"
    )

    class Meta:
        verbose_name = "decay file"
        ordering = ["event_type", "-uploaded_at"]
        constraints = [models.UniqueConstraint(fields=["sha256", "file_name"], name="decay_file_once")]
        indexes = [
            # files of one event type, newest first
            models.Index(fields=["event_type", "-uploaded_at"], name="decay_file_event_type"),
            # a nickname that is typed or shared
            models.Index(fields=["nickname"], name="decay_file_nickname"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.nickname})" if self.nickname else self.file_name

    def get_absolute_url(self) -> str:
        return page_url("decay_file", self.pk)

    @classmethod
    def of(cls, raw: bytes, file_name: str, **fields: Any) -> DecayFile:
        """The record of a file, not yet saved."""
        file = cls(content=raw, sha256=hashlib.sha256(raw).hexdigest(), file_name=file_name, **fields)
        file.file_name = file.reading.file_name  # without the folder that some browsers send
        file.derive()
        return file

    @cached_property
    def reading(self) -> headers.DecayFile:
        """What the file says."""
        return headers.read(bytes(self.content), self.file_name)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings by line, by the rules of today."""
        return lint.check(self.reading)

    @property
    def errors(self) -> list[Finding]:
        """The findings that stop a request."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    def derive(self) -> None:
        """Set what follows from name and content. Long values are cut for the list; the page reads the file."""
        reading = self.reading
        self.kind = reading.kind
        self.event_type = reading.code
        self.nickname, self.descriptor = reading.nickname[:200], reading.descriptor
        self.responsible = reading.responsible[:300]
        self.working_groups = ", ".join(reading.groups.codes) if reading.kind == FileKind.DEC else ""
        self.dated = reading.date
        self.verdict = verdict(self.findings)
        self.finding_count = len(self.findings)


def verdict(findings: tuple[Finding, ...]) -> Verdict:
    """What the findings amount to."""
    found = {finding.severity for finding in findings}
    return next((Verdict(severity) for severity in Severity if severity in found), Verdict.CLEAN)
