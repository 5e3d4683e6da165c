"""The lists of what one follows, of the news, and of the analyses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf

from datasets.catalogue.links import tail
from datasets.collections.models import Collection
from datasets.collections.policy import PUBLIC, SEE_TESTS
from datasets.following import policy
from datasets.following.analyses.actions import FACTS, declare, edit
from datasets.following.choices import ANALYSIS_TONES, TONES, AnalysisState, NewsKind
from datasets.following.forms import AnalysisForm
from datasets.following.models import Analysis, Follow, Reading
from datasets.following.things import KINDS
from members.people.models import Person
from portal.listing import Column, Context, Listing
from portal.listing.base import Action
from portal.listing.writing import Writes
from portal.policy import may
from portal.ui.addresses import page_url


def _what(context: Context) -> Any:
    names = (NullIf(F("family"), Value("")), F("dataset__path"), F("campaign__name"), F("skim__name"))
    return Coalesce(*names, output_field=CharField())


def _kind(context: Context) -> Any:
    tests = [When(**{f"{word}__isnull": False}, then=Value(word)) for word in ("dataset", "campaign", "skim")]
    return Case(*tests, default=Value("collection"), output_field=CharField())


def _newest(context: Context) -> dict[str, Any]:
    """The newest version of a followed collection that everybody sees, to go to."""
    versions = Collection.objects.filter(
        data_type=OuterRef("data_type"), family=OuterRef("family"), state__in=PUBLIC
    ).order_by(F("version").desc(nulls_last=True), "-pk")
    return {"newest": Subquery(versions.values("pk")[:1])}


def _address(row: Any) -> str:
    for word in KINDS:
        key = row["newest"] if word == "collection" else row[word]
        if key is not None:
            return page_url(word, key)
    return ""


class FollowsListing(Listing):
    """What one follows."""

    name, path = "following", "following/"
    model, noun, noun_plural, group = Follow, "followed sample", "followed samples", "Following"
    needs = policy.FOLLOW
    ordering = ("-since", "-pk")
    each = Action("Unfollow", "follow_drop", policy.FOLLOW)
    empty_text = "The pages of datasets, collections, campaigns and skims have a button to follow them."
    columns: ClassVar[tuple[Column, ...]] = (
        Column(
            "what",
            "Sample",
            expr=_what,
            primary=True,
            short=tail,
            href=_address,
            uses=("dataset", "campaign", "skim"),
            extra=_newest,
        ),
        Column("kind", "Kind", expr=_kind, filter="choice"),
        Column("since", "Since", kind="instant"),
    )

    def base(self, context: Context) -> Any:
        return policy.own_follows(context.user)

    def visibility(self, context: Context) -> str:
        return "Only you can see what you follow."


def _unread(context: Context) -> Any:
    return ExpressionWrapper(Q(read_at=None), output_field=BooleanField())


class NewsListing(Listing):
    """What happened to what one follows or uses, unread first."""

    name, path = "news", "news/"
    model, noun, noun_plural, group = Reading, "news item", "news", "Following"
    needs = policy.FOLLOW
    ordering = ("-read_at", "-news_id", "-pk")  # what is not read has no instant, which comes first
    search = ("news__text", "news__about")
    search_label = "Text or sample"
    hits = 0
    actions = (
        Action("Mark all as read", "news_read", policy.FOLLOW),
        Action("News by mail", "news_settings", policy.FOLLOW),
    )
    empty_text = "Follow a sample or declare what you use, and you read here what happens to it."
    columns: ClassVar[tuple[Column, ...]] = (
        Column("news.text", "News", primary=True, href=lambda row: page_url("news_open", row["pk"]), name="text"),
        Column("news.kind", "Kind", filter="choice", choices=NewsKind, tones=TONES, name="kind"),
        Column("news.about", "About", name="about", shown=False),
        Column("unread", "Unread", expr=_unread, kind="flag", filter="choice"),
        Column("news.at", "When", kind="instant", filter="dates", name="at"),
        Column("read_at", "Read", kind="instant", shown=False),
        Column("mailed_at", "Mailed", kind="instant", shown=False),
        Column("news.address", "Address", shown=False, sort=(), name="address"),
    )

    def base(self, context: Context) -> Any:
        return policy.own_readings(context.user)

    def visibility(self, context: Context) -> str:
        return "Only you can see your news."


def _contact(context: Context) -> Any:
    """The name of the person behind the account."""
    person = Person.objects.filter(user=OuterRef("contact")).annotate(
        name=Concat("given_name", Value(" "), "family_name")
    )
    return Coalesce(Subquery(person.values("name")[:1]), F("contact__username"), output_field=CharField())


def _uses(context: Context) -> Any:
    return Count("uses")


def _collections(context: Context) -> Any:
    """By path, test ones only for those who see them."""
    seen = None if may(context.user, SEE_TESTS) else Q(uses__collection__state__in=PUBLIC)
    path = "uses__collection__path"
    return StringAgg(path, delimiter=", ", order_by=path, filter=seen)


def _form(found: Analysis | None, data: Any = None) -> AnalysisForm:
    known = None if found is None else {name: getattr(found, name) for name in FACTS}
    return AnalysisForm(data, initial=known)


class AnalysesListing(Listing):
    """Who uses which samples."""

    name, path, detail = "analyses", "analyses/", "analysis"
    model, noun, noun_plural, group = Analysis, "analysis", "analyses", "Following"
    needs = policy.SEE_USES
    ordering = ("title",)
    search = ("title", "paper")
    search_label = "Title or paper"
    writes = Writes(policy.DECLARE, _form, declare, edit)
    actions = (Action("Declare an analysis", "analysis_new", policy.DECLARE, primary=True),)
    empty_text = "Declare an analysis and what it uses, and its contact hears of problems with that."
    columns: ClassVar[tuple[Column, ...]] = (
        Column("title", "Analysis", primary=True),
        Column("state", "State", filter="choice", choices=AnalysisState, tones=ANALYSIS_TONES),
        Column("group.name", "Working group", filter="choice", name="group"),
        Column("contact", "Contact", expr=_contact),
        Column("uses", "Uses", expr=_uses, kind="number"),
        Column("collections", "Collections", expr=_collections, sort=(), shown=False),
        Column("paper", "Paper", shown=False),
        Column("declared_on", "Declared", kind="date"),
        Column("ended_on", "Ended", kind="date", shown=False),
    )
