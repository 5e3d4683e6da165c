"""Open notices above the page of what they affect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.notices import queries
from datasets.notices.choices import SEVERITY_TONES, Severity
from datasets.notices.queries import Affecting
from portal.detail import Banner
from portal.faults import FAULTS
from portal.ui.tones import Tone

SHOWN = 4
REMEDY = 160
"""Characters of what to do; the page of the notice has all of it."""


def of_dataset(dataset: Dataset) -> list[Banner]:
    """One banner for each notice, the heaviest first."""
    found = queries.of_dataset(dataset)
    words = [SafeString("") if item.certain else SafeString(" This dataset is merged over runs.") for item in found]
    return _banners(found, words, f"{reverse('notices')}?dataset={dataset.pk}&state=open")


def open_on(collection: Collection) -> list[Affecting]:
    """The open notices of a collection, heaviest first, asked once for its page: also when there is no answer."""
    known = vars(collection)
    if "_open_notices" not in known:
        try:
            known["_open_notices"] = queries.of_collection(collection)
        except FAULTS as fault:
            known["_open_notices"] = fault
    found: list[Affecting] | Exception = known["_open_notices"]
    if isinstance(found, Exception):
        raise found
    return found


def warned_off(collection: Collection) -> bool:
    """Whether an open notice that surely affects a collection says not to use it."""
    return any(item.certain and item.notice.severity == Severity.DO_NOT_USE for item in open_on(collection))


def of_collection(collection: Collection, total: int) -> list[Banner]:
    """The same with how many of its `total` datasets are affected."""
    found = open_on(collection)
    words = [_numbers(item, f" of {total:,}", collection=collection.pk) for item in found]
    return _banners(found, words, f"{reverse('notices')}?collection={collection.pk}&state=open")


def of_campaign(name: str) -> list[Banner]:
    """The same of a campaign."""
    found = queries.of_campaign(name)
    return _banners(found, [_numbers(item, "", campaign=name) for item in found], f"{reverse('notices')}?state=open")


def _numbers(item: Affecting, total: str, **where: object) -> SafeString:
    """How many datasets, each number with the list of them."""
    noun = "dataset" if (item.certain or item.possible) == 1 and not total else "datasets"
    sure = search(**where, notice_affects=item.notice.pk)
    maybe = search(**where, notice_may_affect=item.notice.pk)
    if not item.certain:
        return format_html(' <a href="{}">{}{} {}</a> possibly.', maybe, f"{item.possible:,}", total, noun)
    words = format_html(' <a href="{}">{}{} {}</a> affected', sure, f"{item.certain:,}", total, noun)
    if item.possible:
        words = format_html('{}, <a href="{}">{}</a> possibly', words, maybe, f"{item.possible:,}")
    return format_html("{}.", words)


def _banners(found: Sequence[Affecting], words: Sequence[SafeString], all_url: str) -> list[Banner]:
    made = [_banner(item, said) for item, said in zip(found[:SHOWN], words, strict=False)]
    if (more := len(found) - SHOWN) > 0:
        made.append(Banner("wait", format_html('<a href="{}">{} more open notices</a>', all_url, more)))
    return made


def _banner(item: Affecting, said: SafeString) -> Banner:
    notice = item.notice
    label = Severity(notice.severity).label
    lead = f"{label[0].upper()}{label[1:]}" if item.certain else f"Possibly affected ({label})"
    remedy = Truncator(" ".join(notice.remedy.split())).chars(REMEDY) if item.certain else ""
    tone = SEVERITY_TONES[Severity(notice.severity)]
    if not item.certain and tone == Tone.STOP:
        tone = Tone.WAIT
    html = format_html(
        '<b>{}:</b> <a href="{}">{}</a>.{}{}', lead, notice.get_absolute_url(), notice.title.rstrip("."), said,
        f" {remedy}" if remedy else "",
    )  # fmt: skip
    return Banner(str(tone), html, _since(notice.opened_on))


def _since(day: date | None) -> str:
    return f"since {day.isoformat()}" if day else ""
