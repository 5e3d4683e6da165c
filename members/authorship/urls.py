"""Addresses of authors and author lists."""

from django.urls import path

from members.authorship import views
from members.authorship.panels import AuthorListPage
from portal.detail import detail_urls

urlpatterns = [
    path("authors/export/", views.export_page, name="authors_export_page"),
    path("authors/export/<slug:kind>/", views.export_day, name="authors_export"),
    path("author-lists/new/", views.new, name="author_list_new"),
    path("author-lists/<int:pk>/export/<slug:kind>/", views.export_list, name="author_list_export"),
    *detail_urls(AuthorListPage),
]
