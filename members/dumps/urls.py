"""Addresses of dumps."""

from django.urls import path

from members.dumps import views

urlpatterns = [
    path("dumps/", views.page, name="dumps"),
    path("dumps/export/<slug:kind>/", views.export_file, name="dump_export"),
    path("dumps/<int:pk>/columns/", views.map_columns, name="dump_columns"),
    path("dumps/<int:pk>/conflicts/", views.conflicts, name="dump_conflicts"),
]
