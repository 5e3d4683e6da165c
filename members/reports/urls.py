"""Addresses of the statistics."""

from django.urls import path

from members.reports import views

urlpatterns = [
    path("reports/", views.overview, name="reports"),
    path("reports/<slug:name>/", views.report, name="report"),
]
