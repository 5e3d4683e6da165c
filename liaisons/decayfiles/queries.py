"""Reads about decay files: by name, and beside others."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from liaisons.decayfiles.bodies import read_body
from liaisons.decayfiles.choices import FileKind
from liaisons.decayfiles.headers import DecayFile as Reading
from liaisons.decayfiles.models import DecayFile

NEWEST = ("-uploaded_at", "-pk")


def named(text: str) -> QuerySet[DecayFile]:
    """The files that `text` names exactly: by event type, file name or nickname; newest first."""
    wanted = Q(event_type=text) | Q(file_name=text) | Q(nickname=text)
    return DecayFile.objects.filter(wanted).order_by(*NEWEST)


def newest_of(event_type: str) -> DecayFile | None:
    """The file of an event type that was handed in last, without its content."""
    return DecayFile.objects.filter(event_type=event_type).defer("content").order_by(*NEWEST).first()


def versions(file: DecayFile) -> QuerySet[DecayFile]:
    """Other files of the same event type, newest first."""
    if not file.event_type:
        return DecayFile.objects.none()
    rows = DecayFile.objects.filter(event_type=file.event_type)
    return rows.exclude(sha256=file.sha256, file_name=file.file_name).order_by(*NEWEST)


def namesakes(file: DecayFile) -> QuerySet[DecayFile]:
    """Files of other event types with the same nickname: analysts would take one for the other."""
    if not file.nickname:
        return DecayFile.objects.none()
    return DecayFile.objects.filter(nickname=file.nickname).exclude(event_type=file.event_type).order_by(*NEWEST)


def companions(reading: Reading) -> list[tuple[str, DecayFile | None]]:
    """The files that the generator reads beside this one (Dalitz models), by name, with the newest record of each."""
    if reading.kind != FileKind.DEC or not reading.readable:
        return []
    names = [name.rpartition("/")[2] for name in read_body(reading.lines, reading.body_start).companions]
    records = DecayFile.objects.filter(file_name__in=names).order_by("uploaded_at", "pk")
    found = {file.file_name: file for file in records}
    return [(name, found.get(name)) for name in dict.fromkeys(names)]
