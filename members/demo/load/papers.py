"""Who signs papers since when, footnotes, and the two author lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from members.authorship.choices import ListState
from members.authorship.models import AuthorList, AuthorNote, Authorship
from members.authorship.queries import published_list
from members.authorship.snapshots import digest, dump
from members.demo.authorship import GRACE
from members.demo.authorship import AuthorList as Paper
from members.demo.authorship import AuthorNote as Footnote
from members.demo.authorship import Authorship as Signing
from members.demo.load.record import Happening, Record
from members.groups.choices import Post
from portal.periods import Period


def papers(record: Record) -> Iterator[Happening]:
    """Authorships begin by the rule, end by the rule or at the own wish; the secretary keeps footnotes and lists."""
    for signing in record.demo.authorships:
        yield from _Signing(record, signing).steps()
    for note in record.demo.author_notes:
        yield _night(note.from_on, 21), partial(_annotate, record, note)
    for paper in record.demo.author_lists:
        yield record.moment(paper.on + timedelta(days=2)), partial(_open, record, paper)


def freeze(record: Record) -> None:
    """Freeze what is frozen today. It needs the people in the database: write the story before."""
    for paper in record.demo.author_lists:
        if paper.frozen_at is not None:
            content = dump(published_list(paper.on, paper.reference))
            record.story.change(
                record.lists[paper.key],
                record.act(paper.frozen_at, "freeze", _secretary(record, paper.frozen_at)),
                state=ListState.FROZEN,
                frozen_at=paper.frozen_at,
                content=content,
                sha256=digest(content),
                author_count=len(content["authors"]),
            )


@dataclass
class _Signing:
    """One authorship from its beginning to its end."""

    record: Record
    signing: Signing

    def steps(self) -> Iterator[Happening]:
        begins = _night(self.signing.from_on, 20)
        yield begins, self._begin
        if self.signing.until is not None:
            yield max(begins + timedelta(hours=1), _night(self._settled_on(self.signing.until), 22)), self._end

    def _settled_on(self, until: date) -> date:
        """When it was known that it ends: a death or a leave came long before, the own wish a week."""
        known = {"deceased": until - 2 * GRACE, "a year after leaving": until - GRACE}
        yesterday = self.record.demo.today - timedelta(days=1)
        return min(known.get(self.signing.reason, until - timedelta(days=7)), yesterday)

    def _begin(self, at: datetime) -> None:
        self.row = self.record.story.create(
            Authorship,
            self.record.act(at, "begin authorship", reason="the waiting time is over"),
            person=self.record.people[self.signing.person],
            period=Period(self.signing.from_on, None),
        )

    def _end(self, at: datetime) -> None:
        reason = self.signing.reason
        by = self.signing.person if reason == "at the own request" else ""
        period = Period(self.signing.from_on, self.signing.until)
        self.record.story.change(
            self.row, self.record.act(at, "end authorship", by, reason), period=period, reason=reason
        )


def _night(day: date, hour: int) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC).replace(hour=hour)


def _secretary(record: Record, at: datetime) -> str:
    return record.holder("publications", Post.SECRETARY, at)


def _annotate(record: Record, note: Footnote, at: datetime) -> None:
    record.story.create(
        AuthorNote,
        record.act(at, "annotate", _secretary(record, at)),
        person=record.people[note.person],
        kind=note.kind,
        text=note.text,
        period=Period(note.from_on, note.until),
    )


def _open(record: Record, paper: Paper, at: datetime) -> None:
    record.lists[paper.key] = record.story.create(
        AuthorList,
        record.act(at, "open", _secretary(record, at)),
        title=paper.title,
        reference=paper.reference,
        on=paper.on,
    )
