"""Hub: addresses of the members slices."""

from django.urls import include, path

from members.institutes.panels import InstitutePage
from members.people.panels import PersonPage
from portal.detail import detail_urls

SLICES = (
    "institutes", "people", "memberships", "delegates", "requests", "groups", "reviews", "accession", "authorship",
    "reports", "dumps", "privacy",
)  # fmt: skip

urlpatterns = [
    *(path("", include(f"members.{name}.urls")) for name in SLICES),
    *detail_urls(PersonPage, InstitutePage),
]
