"""Addresses of what the office does with an institute."""

from django.urls import path

from members.institutes import views

urlpatterns = [
    path("institutes/<int:pk>/edit/", views.edit, name="institute_edit"),
    path("institutes/<int:pk>/rename/", views.rename, name="institute_rename"),
    path("institutes/<int:pk>/ror/", views.from_ror, name="institute_ror"),
    *(
        path(f"institutes/<int:pk>/{verb}/", views.tie, {"verb": verb}, name=f"institute_{verb.replace('-', '_')}")
        for verb in views.TIES
    ),
]
