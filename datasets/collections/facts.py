"""What the page of a collection says of its members and of its state."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from datasets.catalogue.choices import DatasetState
from datasets.catalogue.links import search
from datasets.collections import queries
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.notices import banners as notices
from portal.detail import Banner, Shown
from portal.ui import components

SUMS = ("files", "events", "size")


def summed(collection: Collection) -> queries.Summary:
    """The members in numbers: many facts of one page ask for it."""
    known = vars(collection)
    if "_summary" not in known:
        known["_summary"] = queries.summary(collection)
    found: queries.Summary = known["_summary"]
    return found


def sums(collection: Collection, shown: Shown) -> SafeString | None:
    """Whether what was written down at publication is what the members have now."""
    if collection.is_open:
        return None
    found = summed(collection)
    declared = {
        "datasets": (collection.dataset_count, found.datasets),
        "files": (collection.files, found.files),
        "events": (collection.events, found.events),
        "bytes": (collection.size, found.size),
    }
    wrong = [f"{name}: {was:,} declared, {now:,} summed" for name, (was, now) in declared.items() if was != now]
    return components.tag("; ".join(wrong), "stop") if wrong else components.tag("datasets, files, events, size", "ok")


def levels(collection: Collection, shown: Shown) -> SafeString | None:
    """The data levels of the members, against that of the collection."""
    levels = summed(collection).data_levels
    if not levels:
        return None
    return components.tag(", ".join(levels), "ok" if levels == (collection.data_level or levels[0],) else "stop")


def states(collection: Collection, shown: Shown) -> SafeString:
    """How many members are withdrawn, with their list."""
    count = summed(collection).withdrawn
    if not count:
        return components.tag("all good", "ok")
    url = search(collection=collection.pk, state=DatasetState.WITHDRAWN.value)
    return components.link(components.tag(f"{count:,} withdrawn", "stop"), url)


def declared(collection: Collection, shown: Shown) -> SafeString | None:
    """What the producer declares against what the members add up to, each that differs."""
    found = summed(collection)
    pairs = {name: (getattr(collection, f"declared_{name}"), getattr(found, name)) for name in SUMS}
    said = {name: pair for name, pair in pairs.items() if pair[0] is not None}
    if not said:
        return None
    wrong = [f"{name}: {was:,} declared, {now:,} summed" for name, (was, now) in said.items() if was != now]
    return components.tag("; ".join(wrong), "stop") if wrong else components.tag(", ".join(said), "ok")


def recommended(obj: Collection) -> SafeString:
    """Whether to use the newest version: not when a notice that surely holds for it says so."""
    if notices.warned_off(obj):
        return components.tag("not recommended", "stop")
    return components.tag("recommended", "ok")


def banners(obj: Collection) -> list[Banner]:
    """What nobody may miss: whether to use it, and what is wrong with it."""
    made = []
    instead = queries.successor(obj)
    if instead is not None:
        link = components.link(instead, instead.get_absolute_url())
        since = format_html(" It was published on {}.", instead.published_on) if instead.published_on else ""
        made.append(Banner("wait", format_html("<b>Superseded.</b> Use {} instead.{}", link, since)))
    elif obj.superseded_by is not None:
        link = components.link(obj.superseded_by, obj.superseded_by.get_absolute_url())
        made.append(
            Banner("wait", format_html("<b>Superseded</b> by {}, which is withdrawn: nothing replaces it yet.", link))
        )
    if obj.state == CollectionState.WITHDRAWN:
        why = format_html(" {}", obj.state_note) if obj.state_note else ""
        made.append(Banner("stop", format_html("This collection is withdrawn; do not use it.{}", why)))
    if obj.state == CollectionState.TEST:
        made.append(Banner("info", "A test: it may still change, and only those who make collections see it."))
    if obj.state == CollectionState.KNOWN:
        words = "Known by its name: it is in use elsewhere, and was not published here. It may be incomplete."
        made.append(Banner("info", words))
    return made + notices.of_collection(obj, summed(obj).datasets)


def actions(obj: Collection, *, makes: bool) -> list[dict[str, Any]]:
    """Buttons beside those of the moves; `makes`: of somebody who makes collections."""
    made = [{"label": "Download the list", "url": search(collection=obj.pk, format="txt")}]
    if makes and obj.is_open:
        names = (("Edit", "edit"), ("Members", "members"))
        made += [{"label": label, "url": reverse(f"collection_{name}", args=[obj.pk])} for label, name in names]
    elif makes:
        made.append({"label": "New version", "url": reverse("collection_new_version", args=[obj.pk])})
    return made
