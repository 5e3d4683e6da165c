"""What the datasets package puts into the registry. Imported when the apps are ready."""

from datasets.campaigns.listing import CampaignsListing
from datasets.catalogue import goto as datasets_goto
from datasets.catalogue import policy
from datasets.catalogue.importers import DatasetImporter
from datasets.catalogue.listing import DatasetsListing
from datasets.collections import goto as collections_goto
from datasets.collections.listing import CollectionsListing
from datasets.globaltags.listing import GlobalTagsListing
from datasets.skims.listing import SkimsListing
from portal.registry import Goto, NavItem, registry

for listing in (DatasetsListing, CollectionsListing, CampaignsListing, SkimsListing, GlobalTagsListing):
    registry.listings.add(listing)
registry.importers.add(DatasetImporter)
registry.goto.add(Goto("collections", collections_goto.find))
registry.goto.add(Goto("datasets", datasets_goto.find))

registry.nav.add(NavItem("Data", "Datasets", "datasets", policy.SEE, "d", 20))
registry.nav.add(NavItem("Data", "Collections", "collections", policy.SEE, "c", 21))
registry.nav.add(NavItem("Data", "Campaigns", "campaigns", policy.SEE, "m", 22))
registry.nav.add(NavItem("Data", "Skims", "skims", policy.SEE, "k", 23))
registry.nav.add(NavItem("Data", "Global tags", "globaltags", policy.SEE, "t", 24))
