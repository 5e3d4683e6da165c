"""Addresses of the verbs of memberships and of the renewals of an institute."""

from django.urls import path

from members.memberships import views

urlpatterns = [
    path("renewals/", views.renewals_of, name="renewals_of"),
    path("institutes/<int:pk>/renewals/", views.renewals, name="renewals"),
    path("people/<int:pk>/membership/<slug:name>/", views.verb, name="membership_verb"),
]
