"""Hub: addresses of the datasets slices."""

from django.urls import include, path

from datasets.calibration.panels import CalibrationPage
from datasets.campaigns.panels import CampaignPage
from datasets.catalogue import coverage
from datasets.catalogue.panels import DatasetPage
from datasets.collections import documents
from datasets.collections.panels import CollectionPage
from datasets.feeds.panels import FeedPage
from datasets.globaltags.panels import GlobalTagPage
from datasets.skims.panels import SkimPage
from portal.detail import detail_urls

urlpatterns = [
    *coverage.urlpatterns,
    path("", include("datasets.catalogue.urls")),
    path("", include("datasets.globaltags.urls")),
    path("", include("datasets.campaigns.urls")),
    path("", include("datasets.calibration.urls")),
    path("", include("datasets.progress.urls")),
    path("", include("datasets.collections.urls")),
    *detail_urls(DatasetPage, CollectionPage, CampaignPage, CalibrationPage, SkimPage, GlobalTagPage, FeedPage),
    *documents.urlpatterns,
    path("", include("datasets.luminosity.urls")),
    path("", include("datasets.notices.urls")),
    path("", include("datasets.following.urls")),
]
