"""Views of the floor."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Template
from django.urls import path
from django.utils import timezone

from datasets.catalogue.models import Dataset
from members.memberships.models import Membership
from members.people.models import Person

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
DATASETS = ("pk", "path", "campaign", "event_type", "experiment", "run", "release", "events")


def people_rows() -> list[tuple[object, ...]]:
    """The rows, by one query."""
    rows = Membership.objects.filter(period__contains=timezone.localdate(), position=0)
    return list(rows.order_by("person__sort_key", "person_id").values_list(*PEOPLE)[:50])


def people(request: HttpRequest) -> HttpResponse:
    """50 people with institute, country and category."""
    return HttpResponse(TEMPLATE.render(Context({"rows": people_rows()})))


def people_json(request: HttpRequest) -> JsonResponse:
    """The same as JSON."""
    return JsonResponse({"results": [dict(zip(PEOPLE, row, strict=True)) for row in people_rows()]})


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with the memberships."""
    found = Person.objects.prefetch_related("memberships__institute").get(pk=pk)
    rows = [(row.institute.short_name, row.period.lower, row.period.upper) for row in found.memberships.all()]
    return HttpResponse(TEMPLATE.render(Context({"rows": [(found.given_name, found.family_name), *rows]})))


def datasets(request: HttpRequest) -> HttpResponse:
    """50 datasets of a campaign."""
    rows = Dataset.objects.filter(campaign=request.GET["campaign"]).order_by("path").values_list(*DATASETS)[:50]
    return HttpResponse(TEMPLATE.render(Context({"rows": list(rows)})))


urlpatterns = [
    path("people/", people),
    path("people.json", people_json),
    path("people/<int:pk>/", person),
    path("datasets/", datasets),
]
