"""Addresses of dumps."""

from django.urls import path

from members.dumps import views
from members.dumps.listing import DecisionPage
from portal.detail import detail_urls

urlpatterns = [
    path("dumps/", views.page, name="dumps"),
    *detail_urls(DecisionPage),
    path("dumps/decisions/<int:pk>/take-back/", views.take_back, name="dump_decision_take_back"),
    path("dumps/export/<slug:kind>/", views.export_file, name="dump_export"),
    path("dumps/<int:pk>/columns/", views.map_columns, name="dump_columns"),
    path("dumps/<int:pk>/conflicts/", views.conflicts, name="dump_conflicts"),
]
