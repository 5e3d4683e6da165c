"""Hub: addresses of the datasets slices."""

from django.urls import include, path

from datasets.calibration.panels import CalibrationPage
from datasets.campaigns.panels import CampaignPage
from datasets.catalogue import coverage
from datasets.catalogue.panels import DatasetPage
from datasets.collections.panels import CollectionPage
from datasets.globaltags.panels import GlobalTagPage
from datasets.skims.panels import SkimPage
from portal.detail import detail_urls

urlpatterns = [
    *coverage.urlpatterns,
    path("", include("datasets.globaltags.urls")),
    path("", include("datasets.campaigns.urls")),
    path("", include("datasets.calibration.urls")),
    path("", include("datasets.progress.urls")),
    *detail_urls(DatasetPage, CollectionPage, CampaignPage, CalibrationPage, SkimPage, GlobalTagPage),
    path("", include("datasets.luminosity.urls")),
]
