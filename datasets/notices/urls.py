"""Addresses of notices."""

from django.urls import path

from datasets.notices import views
from datasets.notices.panels import NoticePage
from portal.detail import detail_urls

urlpatterns = [
    path("notices/new/", views.new, name="notice_new"),
    path("notices/<int:pk>/edit/", views.edit, name="notice_edit"),
    path("notices/<int:pk>/delete/", views.delete, name="notice_delete"),
    *detail_urls(NoticePage),  # last: the addresses of the moves take any word
]
