"""Addresses of membership requests and invitations."""

from django.urls import path

from members.requests import transferring, views
from members.requests.desk import views as desk
from members.requests.invitations import views as invitations
from members.requests.invitations.panels import InvitationPage
from members.requests.panels import MembershipRequestPage
from portal.detail import detail_urls

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/confirm/<str:key>/", views.confirm, name="join_confirm"),
    path("join/invited/<str:token>/", invitations.invited, name="join_invited"),
    path("join/<str:token>/", views.sent, name="join_sent"),
    path("join/<str:token>/again/", views.ask_again, name="join_again"),
    path("join/<str:token>/withdraw/", views.withdraw, name="join_withdraw"),
    path("invitations/new/", invitations.new, name="invitation_new"),
    path("invitations/<int:pk>/take-back/", invitations.take_back, name="invitation_take_back"),
    path("approvals/speed/", desk.speeds, name="approvals_speed"),
    path("approvals/<int:pk>/record/", views.recognise, name="membership_request_record"),
    path("approvals/<int:pk>/note/", desk.note, name="membership_request_note"),
    path("approvals/<int:pk>/hand-over/", desk.hand_over, name="membership_request_hand_over"),
    path("approvals/<int:pk>/certificate/", desk.certificate, name="membership_request_certificate"),
    *detail_urls(MembershipRequestPage, InvitationPage),
    path("people/<int:pk>/transfer/", transferring.ask, name="membership_transfer"),
]
