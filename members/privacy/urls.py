"""Addresses of personal data, the privacy notice and the retention."""

from django.urls import path

from members.privacy import views

urlpatterns = [
    path("your-data/", views.own, name="your_data"),
    path("your-data/<str:kind>/", views.own_file, name="your_data_file"),
    path("people/<int:pk>/data/", views.held, name="person_data"),
    path("people/<int:pk>/data/accept/", views.accept_for, name="person_accept"),
    path("people/<int:pk>/data/<str:kind>/", views.held_file, name="person_data_file"),
    path("people/<int:pk>/erase/", views.erase, name="person_erase"),
    path("privacy/", views.notice, name="privacy"),
    path("privacy/new/", views.publish, name="privacy_new"),
    path("privacy/<int:number>/", views.notice, name="privacy_version"),
    path("privacy/<int:number>/accept/", views.accept, name="privacy_accept"),
    path("retention/", views.retention, name="retention"),
]
