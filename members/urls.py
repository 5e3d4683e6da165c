"""Hub: addresses of the members slices."""

from django.urls import include, path

from members.institutes.panels import InstitutePage
from members.people.panels import PersonPage
from portal.detail import detail_urls

urlpatterns = [
    path("", include("members.people.urls")),
    path("", include("members.memberships.urls")),
    path("", include("members.requests.urls")),
    path("", include("members.reviews.urls")),
    path("", include("members.institutes.urls")),
    path("", include("members.delegates.urls")),
    path("", include("members.requests.urls")),
    path("", include("members.accession.urls")),
    path("", include("members.groups.urls")),
    path("", include("members.authorship.urls")),
    *detail_urls(PersonPage, InstitutePage),
    path("", include("members.reports.urls")),
    *detail_urls(PersonPage, InstitutePage, GroupPage),
]
