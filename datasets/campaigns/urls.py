"""Addresses of what the production manager does with a campaign."""

from django.urls import path

from datasets.campaigns import views

urlpatterns = [
    path("campaigns/new/", views.new, name="campaign_new"),
    path("campaigns/<int:pk>/edit/", views.edit, name="campaign_edit"),
]
