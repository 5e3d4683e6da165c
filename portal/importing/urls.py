"""Addresses of imports."""

from django.urls import path, re_path

from portal.importing import views

urlpatterns = [
    path("imports/new/<slug:importer>/", views.start, name="import_start"),
    path("imports/<int:pk>/", views.page, name="import_run"),
    re_path(r"^imports/(?P<pk>\d+)/(?P<verb>apply|drop|release)/$", views.decide, name="import_decide"),
]
