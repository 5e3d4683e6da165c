"""Addresses of what the production manager does with a calibration."""

from datasets.calibration.listing import CalibrationsListing
from datasets.calibration.panels import MOVES
from portal.listing.form_pages import form_urls

urlpatterns = [*form_urls(CalibrationsListing, "calibration"), *MOVES.urls()]
