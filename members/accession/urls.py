"""Addresses of institutes joining, leaving, merging and splitting."""

from django.urls import path

from members.accession import views
from members.accession.panels import ApplicationPage, DeparturePage
from portal.detail import detail_urls

JOINING = "joining-institutes/"
urlpatterns = [
    path(f"{JOINING}new/", views.new, name="application_new"),
    path(f"{JOINING}<int:pk>/edit/", views.edit, name="application_edit"),
    path(f"{JOINING}<int:pk>/documents/add/", views.attach, name="application_attach"),
    path(f"{JOINING}<int:pk>/documents/<int:document>/", views.document, name="application_document"),
    path(f"{JOINING}<int:pk>/documents/<int:document>/remove/", views.remove, name="application_remove"),
    path(f"{JOINING}<int:pk>/meeting/", views.present, name="application_present"),
    path(f"{JOINING}<int:pk>/admission/", views.admit, name="application_admit"),
    path("institutes/<int:pk>/leave/", views.announce, name="departure_announce"),
    path("institutes/<int:pk>/merge/", views.merge, name="institute_merge"),
    path("institutes/<int:pk>/split/", views.split, name="institute_split"),
    path("leaving-institutes/<int:pk>/members/<int:membership>/", views.settle, name="departure_settle"),
    *detail_urls(ApplicationPage, DeparturePage),
]
