"""Views of the floor."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Template
from django.urls import path
from django.utils import timezone

from datasets.catalogue.models import Dataset
from members.memberships.models import Membership
from members.requests.models import MembershipRequest

PAGE = """<!doctype html><title>floor</title><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>
{% endfor %}</tr>{% endfor %}</table>"""
TEMPLATE = Template(PAGE)
PEOPLE = (
    "person__pk",
    "person__given_name",
    "person__family_name",
    "person__native_name",
    "institute__short_name",
    "institute__country",
    "category__name",
)
MEMBERS = (
    "person__pk", "person__given_name", "person__family_name", "category__name", "connection", "period__startswith",
)  # fmt: skip
REQUESTS = (
    "pk", "given_name", "family_name", "category__name", "institute__short_name", "starts_on", "confirmed_at", "state",
    "claimed_by__username",
)  # fmt: skip
DATASETS = ("pk", "path", "campaign", "event_type", "experiment", "run", "release", "events")


def people_rows() -> list[tuple[object, ...]]:
    """The rows, by one query."""
    rows = Membership.objects.filter(period__contains=timezone.localdate(), position=0)
    return list(rows.order_by("person__sort_key", "person_id").values_list(*PEOPLE)[:50])


def people(request: HttpRequest) -> HttpResponse:
    """50 people with institute, country and category."""
    return HttpResponse(TEMPLATE.render(Context({"rows": people_rows()})))


def requests(request: HttpRequest) -> HttpResponse:
    """50 requests with all that the queue shows of them."""
    rows = MembershipRequest.objects.filter(state="waiting").order_by("confirmed_at", "pk").values_list(*REQUESTS)[:50]
    return HttpResponse(TEMPLATE.render(Context({"rows": list(rows)})))


def people_json(request: HttpRequest) -> JsonResponse:
    """The same as JSON."""
    return JsonResponse({"results": [dict(zip(PEOPLE, row, strict=True)) for row in people_rows()]})


def institute(request: HttpRequest, pk: int) -> HttpResponse:
    """The members of an institute, and how many there are of each category."""
    found = Membership.objects.filter(institute=pk, period__contains=timezone.localdate())
    rows = list(found.order_by("person__sort_key", "person_id").values_list(*MEMBERS)[:50])
    counts = found.order_by("category__order").values_list("category__name").annotate(Count("person", distinct=True))
    return HttpResponse(TEMPLATE.render(Context({"rows": [*rows, *counts]})))


def datasets(request: HttpRequest) -> HttpResponse:
    """50 datasets of a campaign."""
    rows = Dataset.objects.filter(campaign=request.GET["campaign"]).order_by("path").values_list(*DATASETS)[:50]
    return HttpResponse(TEMPLATE.render(Context({"rows": list(rows)})))


urlpatterns = [
    path("people/", people),
    path("people.json", people_json),
    path("approvals/", requests),
    path("institutes/<int:pk>/", institute),
    path("datasets/", datasets),
]
