"""Addresses of the verbs of a term."""

from django.urls import path

from members.delegates import views

urlpatterns = [
    path("institutes/<int:pk>/appoint/", views.appoint, name="delegate_appoint"),
    path("delegates/<int:pk>/end/", views.end, name="delegate_end"),
    path("delegates/<int:pk>/hand-over/", views.hand_over, name="delegate_hand_over"),
]
