"""Hub: addresses of the members slices."""

from django.urls import include, path

from members.groups.panels import GroupPage
from members.institutes.panels import InstitutePage
from members.people.panels import PersonPage
from portal.detail import detail_urls

urlpatterns = [
    path("", include("members.requests.urls")),
    path("", include("members.authorship.urls")),
    path("", include("members.privacy.urls")),
    *detail_urls(PersonPage, InstitutePage, GroupPage),
]
