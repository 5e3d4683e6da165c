"""Addresses of what a person does with a dataset."""

from django.urls import path

from datasets.catalogue import views

urlpatterns = [
    path("datasets/<int:pk>/values/", views.values, name="dataset_values"),
]
