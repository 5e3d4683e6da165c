"""Addresses of the shell itself."""

from django.urls import path

from portal.ui import views

urlpatterns = [path("theme/", views.theme, name="theme")]
