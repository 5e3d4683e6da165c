"""Addresses of decay files. The page of one is completed, and named, by the requests that use it."""

from django.urls import path

from liaisons.decayfiles import views

urlpatterns = [
    path("decay-files/new/", views.new, name="decay_file_new"),
    path("decay-files/<int:pk>/file/", views.download, name="decay_file_download"),
]
