from django.urls import path

from datasets.luminosity import views
from datasets.luminosity.panels import ExperimentPage, GoodRunListPage, ReferencePage, RunPage
from portal.detail import detail_urls

urlpatterns = [
    path("good-run-lists/new/", views.create, name="good_run_list_create"),
    path("good-run-lists/<int:pk>/change/", views.change, name="good_run_list_change"),
    path("good-run-lists/<int:pk>/remove/", views.remove, name="good_run_list_remove"),
    path("good-run-lists/<int:pk>/runs.txt", views.as_text, name="good_run_list_text"),
    path("good-run-lists/<int:pk>/runs.json", views.as_json, name="good_run_list_json"),
    *detail_urls(ExperimentPage, RunPage, ReferencePage, GoodRunListPage),
]
