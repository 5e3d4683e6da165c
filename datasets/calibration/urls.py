"""Addresses of what the production manager does with a calibration."""

from django.urls import path

from datasets.calibration import views
from datasets.calibration.panels import MOVES

urlpatterns = [
    path("calibrations/new/", views.new, name="calibration_new"),
    path("calibrations/<int:pk>/edit/", views.edit, name="calibration_edit"),
    *MOVES.urls(),
]
