"""Hub: addresses of the liaisons slices."""

from django.urls import include, path

urlpatterns = [
    path("", include("liaisons.decayfiles.urls")),
    path("", include("liaisons.requests.urls")),
]
