"""Addresses of the answers about global tags."""

from django.urls import path

from datasets.globaltags import api, views

urlpatterns = [
    path("globaltags/payloads/", views.lookup, name="conditions_payloads"),
    path("globaltags/comparison/", views.compare, name="conditions_comparison"),
    path("globaltags/<int:pk>/modules/", views.coverage, name="global_tag_modules"),
    path("campaigns/<int:pk>/chain/", views.chain, name="campaign_chain"),
    path("api/v1/conditions/payloads/", api.PayloadsView.as_view(), name="api-conditions-payloads"),
    path("api/v1/conditions/comparison/", api.ComparisonView.as_view(), name="api-conditions-comparison"),
]
