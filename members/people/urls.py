"""Addresses of what is changed about people."""

from django.urls import path

from members.people import views
from members.people.merging import views as merging

urlpatterns = [
    path("people/address/<str:key>/", views.confirm_address, name="person_address_confirm"),
    path("people/duplicates/", merging.duplicates, name="person_duplicates"),
    path("people/duplicates/<int:one>/<int:two>/", merging.merge, name="person_merge"),
    path("people/duplicates/<int:one>/<int:two>/two/", merging.two_people, name="person_two_people"),
    path("people/merges/<int:pk>/undo/", merging.undo, name="person_merge_undo"),
    path("people/<int:pk>/names/", views.rename, name="person_names"),
    path("people/<int:pk>/names/correct/", views.correct_name, name="person_correct"),
    path("people/<int:pk>/names/print/", views.print_as, name="person_print"),
    path("people/<int:pk>/addresses/", views.addresses, name="person_addresses"),
    path("people/<int:pk>/addresses/<int:row>/<slug:verb>/", views.address, name="person_address"),
    path("people/<int:pk>/identifiers/", views.identifiers, name="person_identifiers"),
    path("people/<int:pk>/identifiers/<int:row>/", views.retire_identifier, name="person_identifier_retire"),
    path("people/<int:pk>/audience/", views.audiences, name="person_audiences"),
]
