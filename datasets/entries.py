"""What the datasets package puts into the registry. Imported when the apps are ready."""

from datasets.calibration.listing import CalibrationsListing
from datasets.campaigns import goto as campaigns_goto
from datasets.campaigns.listing import CampaignsListing
from datasets.catalogue import goto as datasets_goto
from datasets.catalogue import policy
from datasets.catalogue.dumps import FileCatalogueImporter
from datasets.catalogue.importers import DatasetImporter, DatasetLinesImporter
from datasets.catalogue.listing import DatasetsListing
from datasets.collections import cards
from datasets.collections import goto as collections_goto
from datasets.collections.importers import CollectionImporter
from datasets.collections.listing import CollectionsListing
from datasets.eventtypes import queries as event_types
from datasets.eventtypes.importers import EventTypeImporter
from datasets.eventtypes.listing import EventTypesListing
from datasets.feeds import cards as feeds_cards
from datasets.feeds import policy as feeds
from datasets.feeds.listing import FeedsListing
from datasets.following import cards as news_cards
from datasets.following import moves as moves  # noqa: PLC0414  listens to what others do
from datasets.following import personal
from datasets.following import policy as following
from datasets.following.listing import AnalysesListing, FollowsListing, NewsListing
from datasets.following.searches.listing import SavedSearchesListing
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
from datasets.notices import cards as notice_cards
from datasets.notices import goto as notices_goto
from datasets.notices import policy as notices
from datasets.notices import receivers as _receivers  # noqa: F401  they listen from now on
from datasets.notices.listing import NoticesListing
from datasets.skims import goto as skims_goto
from datasets.skims.importers import SkimImporter
from datasets.skims.listing import SkimsListing, SkimStatisticsListing
from datasets.skims.statistics import SkimStatisticImporter
from portal.registry import Card, DemoStep, Goto, NavItem, Personal, registry

for listing in (DatasetsListing, CollectionsListing, CampaignsListing, SkimsListing, GlobalTagsListing, IovsListing):
    registry.listings.add(listing)
for more_listing in (NoticesListing, CalibrationsListing, SkimStatisticsListing, EventTypesListing):
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
    DatasetLinesImporter,
    FileCatalogueImporter,
    CollectionImporter,
    SkimImporter,
    GlobalTagImporter,
    IovImporter,
    RunImporter,
    ReferenceImporter,
    BeamEnergyImporter,
    SkimStatisticImporter,
    EventTypeImporter,
):
    registry.importers.add(importer)
for own_listing in (NewsListing, FollowsListing, SavedSearchesListing, AnalysesListing):
    registry.listings.add(own_listing)
registry.goto.add(Goto("collections", collections_goto.find, collections_goto.many))
registry.goto.add(Goto("datasets", datasets_goto.find, datasets_goto.many))
registry.goto.add(Goto("campaigns", campaigns_goto.find))
registry.goto.add(Goto("skims", skims_goto.find))
registry.goto.add(Goto("global tags", global_tags_goto.find))
registry.goto.add(Goto("runs", runs_goto.find))
registry.goto.add(Goto("notices", notices_goto.find))
registry.event_types.add(event_types.explained)

registry.nav.add(NavItem("Data", "Datasets", "datasets", policy.SEE, "d", 20))
registry.nav.add(NavItem("Data", "Collections", "collections", policy.SEE, "c", 21))
registry.nav.add(NavItem("Data", "Campaigns", "campaigns", policy.SEE, "m", 22))
registry.nav.add(NavItem("Data", "Calibrations", "calibrations", policy.SEE, "", 22))
registry.nav.add(NavItem("Data", "Skims", "skims", policy.SEE, "k", 23))
registry.nav.add(NavItem("Data", "Event types", "event_types", policy.SEE, "", 23))
registry.nav.add(NavItem("Data", "Global tags", "globaltags", policy.SEE, "t", 24))
registry.nav.add(NavItem("Data", "Experiments", "experiments", luminosity.SEE, "", 25))
registry.nav.add(NavItem("Data", "Runs", "runs", luminosity.SEE, "", 26))
registry.nav.add(NavItem("Data", "Good-run lists", "good_run_lists", luminosity.SEE, "", 27))
registry.listings.add(FeedsListing)
registry.nav.add(NavItem("Data", "Feeds", "feeds", feeds.SEE, "", 60))
registry.cards.add(Card("feeds", 15, "home/_rows.html", feeds_cards.troubled))
registry.nav.add(NavItem("Data", "Notices", "notices", notices.SEE, "", 28))
registry.cards.add(Card("notices", 55, "home/_rows.html", notice_cards.grave))
registry.cards.add(Card("collections", 60, "home/_rows.html", cards.newest))
registry.demo.add(DemoStep(20, "Data", "datasets.demo.load.load"))
registry.nav.add(NavItem("Following", "News", "news", following.FOLLOW, "v", 35, count=news_cards.unread, hot=True))
registry.nav.add(NavItem("Following", "Followed samples", "following", following.FOLLOW, "f", 36))
registry.nav.add(NavItem("Following", "Saved searches", "saved_searches", following.FOLLOW, "s", 37))
registry.nav.add(NavItem("Following", "Analyses", "analyses", following.SEE_USES, "x", 38))
registry.cards.add(Card("news", 14, "home/_rows.html", news_cards.news))
registry.personal.add(Personal("following", 25, personal.collect, personal.erase, personal.TELLS))
