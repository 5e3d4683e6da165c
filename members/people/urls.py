"""Addresses of what is changed about people."""

from django.urls import path

from members.people import views

urlpatterns = [
    path("people/address/<str:key>/", views.confirm_address, name="person_address_confirm"),
    path("people/<int:pk>/names/", views.rename, name="person_names"),
    path("people/<int:pk>/names/correct/", views.correct_name, name="person_correct"),
    path("people/<int:pk>/names/print/", views.print_as, name="person_print"),
    path("people/<int:pk>/addresses/", views.addresses, name="person_addresses"),
    path("people/<int:pk>/addresses/<int:row>/<slug:verb>/", views.address, name="person_address"),
    path("people/<int:pk>/identifiers/", views.identifiers, name="person_identifiers"),
    path("people/<int:pk>/identifiers/<int:row>/", views.retire_identifier, name="person_identifier_retire"),
    path("people/<int:pk>/audience/", views.audiences, name="person_audiences"),
]
