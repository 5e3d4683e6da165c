"""Addresses of the yearly review."""

from django.urls import path

from members.reviews import views
from members.reviews.panels import CORRECTION_MOVES, ConfirmationPage, ReviewPage
from portal.detail import detail_urls

urlpatterns = [
    path("reviews/new/", views.new, name="review_new"),
    path("confirmations/<int:pk>/people/<int:person>/", views.mark, name="confirmation_mark"),
    *CORRECTION_MOVES.urls(),
    *detail_urls(ReviewPage, ConfirmationPage),
]
