"""Addresses of what a person does with a dataset."""

from django.urls import path

from datasets.catalogue import api, views

urlpatterns = [
    path("datasets/<int:pk>/values/", views.values, name="dataset_values"),
    path("api/v1/datasets/<int:pk>/values/", api.ValuesView.as_view(), name="api-dataset-values"),
    path("api/v1/coverage/", api.CoverageView.as_view(), name="api-coverage"),
]
