"""Addresses of groups, posts and nominations."""

from django.urls import path

from members.groups import organisation, views
from members.groups.panels import AppointmentPage, GroupPage, NominationPage
from portal.detail import detail_urls

urlpatterns = [
    path("groups/whos-who/", organisation.whos_who, name="whos_who"),
    path("groups/chart/", organisation.chart, name="groups_chart"),
    path("groups/double-holdings/", organisation.double_holdings, name="double_holdings"),
    path("groups/new/", views.set_up, name="group_new"),
    path("groups/<int:pk>/edit/", views.edit, name="group_edit"),
    path("groups/<int:pk>/move/", views.move, name="group_move"),
    path("groups/<int:pk>/dissolve/", views.dissolve, name="group_dissolve"),
    path("groups/<int:pk>/appoint/", views.appoint, name="group_appoint"),
    path("groups/<int:pk>/nominate/", views.nominate, name="group_nominate"),
    path("groups/<int:pk>/links/", views.add_link, name="group_link_new"),
    path("groups/links/<int:pk>/remove/", views.remove_link, name="group_link_remove"),
    path("posts/<int:pk>/end/", views.end, name="appointment_end"),
    path("posts/<int:pk>/resign/", views.resign, name="appointment_resign"),
    path("posts/<int:pk>/extend/", views.extend, name="appointment_extend"),
    path("nominations/answer/<str:key>/", views.answer, name="nomination_answer"),
    *detail_urls(GroupPage, AppointmentPage, NominationPage),
]
