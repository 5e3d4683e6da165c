"""What the datasets package puts into the registry. Imported when the apps are ready."""

from datasets.calibration.listing import CalibrationsListing
from datasets.campaigns import goto as campaigns_goto
from datasets.campaigns.listing import CampaignsListing
from datasets.catalogue import goto as datasets_goto
from datasets.catalogue import policy
from datasets.catalogue.importers import DatasetImporter
from datasets.catalogue.listing import DatasetsListing
from datasets.collections import cards
from datasets.collections import goto as collections_goto
from datasets.collections.listing import CollectionsListing
from datasets.globaltags import goto as global_tags_goto
from datasets.globaltags.filling.importers import IovImporter
from datasets.globaltags.importers import GlobalTagImporter
from datasets.globaltags.listing import GlobalTagsListing, IovsListing
from datasets.luminosity import goto as runs_goto
from datasets.luminosity import policy as luminosity
from datasets.luminosity.importers import BeamEnergyImporter, ReferenceImporter, RunImporter
from datasets.luminosity.listing import (
    BeamEnergiesListing,
    ExperimentsListing,
    GoodRunListsListing,
    ReferenceListing,
    RunsListing,
)
from datasets.skims import goto as skims_goto
from datasets.skims.importers import SkimImporter
from datasets.skims.listing import SkimsListing, SkimStatisticsListing
from datasets.skims.statistics import SkimStatisticImporter
from portal.registry import Card, DemoStep, Goto, NavItem, registry

for listing in (DatasetsListing, CollectionsListing, CampaignsListing, SkimsListing, GlobalTagsListing, IovsListing):
    registry.listings.add(listing)
for more_listing in (CalibrationsListing, SkimStatisticsListing):
    registry.listings.add(more_listing)
for luminosity_listing in (
    ExperimentsListing,
    RunsListing,
    GoodRunListsListing,
    ReferenceListing,
    BeamEnergiesListing,
):
    registry.listings.add(luminosity_listing)
for importer in (
    DatasetImporter,
    SkimImporter,
    GlobalTagImporter,
    IovImporter,
    RunImporter,
    ReferenceImporter,
    BeamEnergyImporter,
    SkimStatisticImporter,
):
    registry.importers.add(importer)
registry.goto.add(Goto("collections", collections_goto.find))
registry.goto.add(Goto("datasets", datasets_goto.find))
registry.goto.add(Goto("campaigns", campaigns_goto.find))
registry.goto.add(Goto("skims", skims_goto.find))
registry.goto.add(Goto("global tags", global_tags_goto.find))
registry.goto.add(Goto("runs", runs_goto.find))

registry.nav.add(NavItem("Data", "Datasets", "datasets", policy.SEE, "d", 20))
registry.nav.add(NavItem("Data", "Collections", "collections", policy.SEE, "c", 21))
registry.nav.add(NavItem("Data", "Campaigns", "campaigns", policy.SEE, "m", 22))
registry.nav.add(NavItem("Data", "Calibrations", "calibrations", policy.SEE, "", 22))
registry.nav.add(NavItem("Data", "Skims", "skims", policy.SEE, "k", 23))
registry.nav.add(NavItem("Data", "Global tags", "globaltags", policy.SEE, "t", 24))
registry.nav.add(NavItem("Data", "Experiments", "experiments", luminosity.SEE, "", 25))
registry.nav.add(NavItem("Data", "Runs", "runs", luminosity.SEE, "", 26))
registry.nav.add(NavItem("Data", "Good-run lists", "good_run_lists", luminosity.SEE, "", 27))
registry.cards.add(Card("collections", 60, "home/_rows.html", cards.newest))
registry.demo.add(DemoStep(20, "Data", "datasets.demo.load.load"))
