"""Addresses of the operations page; the list itself comes from the registry."""

from django.urls import path

from portal.detail import detail_urls
from portal.outbox import views
from portal.outbox.panels import EffectDetail

urlpatterns = [
    *detail_urls(EffectDetail),
    path("operations/<int:pk>/retry/", views.retry, name="effect_retry"),
    path("operations/<int:pk>/hold/", views.hold, name="effect_hold"),
]
