"""Addresses of membership requests."""

from django.urls import path

from members.requests import transferring, views
from members.requests.panels import MembershipRequestPage
from portal.detail import detail_urls

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/confirm/<str:key>/", views.confirm, name="join_confirm"),
    path("join/<str:token>/", views.sent, name="join_sent"),
    path("join/<str:token>/again/", views.ask_again, name="join_again"),
    path("join/<str:token>/withdraw/", views.withdraw, name="join_withdraw"),
    path("approvals/<int:pk>/record/", views.recognise, name="membership_request_record"),
    path("people/<int:pk>/transfer/", transferring.ask, name="membership_transfer"),
    *detail_urls(MembershipRequestPage),
]
