"""Addresses of what is done with collections."""

from django.urls import path

from datasets.collections import api, views

urlpatterns = [
    path("collections/new/", views.new, name="collection_new"),
    path("collections/found/", views.found_datasets, name="collection_found"),
    path("collections/commands/", views.commands, name="collection_commands"),
    path("collections/<int:pk>/edit/", views.edit, name="collection_edit"),
    path("collections/<int:pk>/members/", views.members, name="collection_members"),
    path("collections/<int:pk>/new-version/", views.new_version, name="collection_new_version"),
    path("collections/<int:pk>/checks/", views.check, name="collection_checks"),
    path("collections/<int:pk>/diff/", views.diff, name="collection_diff"),
    path("api/v1/collections/<int:pk>/diff/", api.DiffView.as_view(), name="api-collection-diff"),
]
