"""Addresses of the progress of campaigns."""

from django.urls import path

from datasets.progress import views

urlpatterns = [
    path("campaigns/<int:pk>/progress/", views.page, name="campaign_progress"),
    path("api/v1/campaigns/<int:pk>/progress/", views.ProgressView.as_view(), name="api-campaign-progress"),
]
