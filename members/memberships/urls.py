"""Addresses of the verbs of memberships and of the renewals of an institute."""

from django.urls import path

from members.memberships import views
from members.memberships.categories import views as categories
from members.memberships.categories.listing import CategoryPage
from portal.detail import detail_urls

urlpatterns = [
    *detail_urls(CategoryPage),
    path("categories/new/", categories.new, name="category_new"),
    path("categories/<int:pk>/change/", categories.change, name="category_change"),
    path("categories/<int:pk>/remove/", categories.remove, name="category_remove"),
    path("renewals/", views.renewals_of, name="renewals_of"),
    path("institutes/<int:pk>/renewals/", views.renewals, name="renewals"),
    path("people/<int:pk>/membership/<slug:name>/", views.verb, name="membership_verb"),
]
