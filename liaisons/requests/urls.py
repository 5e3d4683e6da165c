"""Addresses of signal-MC requests, and the page of a decay file in use."""

from django.urls import path

from liaisons.requests import views
from liaisons.requests.panels import DecayFileInUsePage, SignalRequestPage
from portal.detail import detail_urls

urlpatterns = [
    path("requests/new/", views.new, name="signal_request_new"),
    path("requests/check/", views.check, name="signal_request_check"),
    path("requests/<int:pk>/check/", views.check, name="signal_request_check_own"),
    path("requests/<int:pk>/edit/", views.edit, name="signal_request_edit"),
    path("requests/<int:pk>/start/", views.start, name="signal_request_start"),
    path("requests/<int:pk>/finish/", views.finish, name="signal_request_finish"),
    path("requests/<int:pk>/remark/", views.remark, name="signal_request_remark"),
    *detail_urls(SignalRequestPage, DecayFileInUsePage),  # last: the addresses of the moves take any word
]
