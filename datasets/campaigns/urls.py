"""Addresses of what the production manager does with a campaign."""

from datasets.campaigns.listing import CampaignsListing
from portal.listing.form_pages import form_urls

urlpatterns = form_urls(CampaignsListing, "campaign")
