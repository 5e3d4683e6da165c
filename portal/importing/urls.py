"""Addresses of imports."""

from django.urls import path, re_path

from portal.importing import api, views

urlpatterns = [
    path("imports/new/<slug:importer>/", views.start, name="import_start"),
    path("imports/<int:pk>/", views.page, name="import_run"),
    re_path(r"^imports/(?P<pk>\d+)/(?P<verb>apply|drop|release)/$", views.decide, name="import_decide"),
    path("api/v1/imports/", api.ImportsView.as_view(), name="api-imports"),
    path("api/v1/imports/<slug:importer>/", api.ImportView.as_view(), name="api-import"),
    path("api/v1/import-runs/<int:pk>/", api.RunView.as_view(), name="api-import-run"),
]
