"""Writes the demo collaboration: the record of today, and how it came about since the foundation.

Everything that happened is told in the order in which it happened, by those who could do it on that day.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from itertools import chain

from members.demo import collaboration
from members.demo.collaboration import Collaboration
from members.demo.load import accession, careers, mails, offices, papers, requests, reviews, standing
from members.demo.load.record import Record
from members.memberships.models import Category
from members.people.models import Person
from portal.demo import Story, refresh_statistics, uuid_of


@lru_cache(maxsize=1)
def generated(today: date) -> Collaboration:
    """The collaboration of the day, generated once for all packages that load a part of the demo."""
    return collaboration.generate(today)


def people(today: date) -> dict[str, Person]:
    """The people that were loaded, by their keys, with their accounts."""
    rows = {person.uuid: person for person in Person.objects.select_related("user")}
    return {person.key: rows[uuid_of(person.key)] for person in generated(today).people}


def load(today: date) -> str:
    """Fill the tables of the members; says in words with what."""
    demo = generated(today)
    record = Record(Story(today), demo, _categories(demo))
    happenings = chain(
        offices.groups(record),
        careers.sites(record),
        careers.careers(record),
        requests.requests(record),
        offices.delegates(record),
        offices.appointments(record),
        accession.ties(record),
        accession.way_in_and_out(record),
        offices.nominations(record),
        papers.papers(record),
        standing.suspensions(record),
    )
    for at, tell in sorted(happenings, key=lambda happening: happening[0]):
        tell(at)
    record.story.write()
    refresh_statistics()
    standing.reminders(record)
    accession.documents(record)
    papers.freeze(record)
    reviews.reviews(record)
    record.story.write()
    mails.send(record)
    return (
        f"{len(demo.people):,} people at {len(demo.institutes)} institutes, {len(demo.groups)} groups, "
        f"{len(demo.requests)} membership requests, {len(demo.author_lists)} author lists"
    )


def _categories(demo: Collaboration) -> dict[str, Category]:
    """The categories of the demo's by-laws in place of the examples that came with the tables."""
    Category.objects.exclude(code__in=[category.code for category in demo.categories]).delete()
    for order, category in enumerate(demo.categories):
        facts = {key: value for key, value in asdict(category).items() if key != "code"} | {"order": 10 * order}
        Category.objects.update_or_create(code=category.code, defaults=facts)
    return {category.code: category for category in Category.objects.all()}
