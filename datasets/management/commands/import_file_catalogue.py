"""`manage.py import_file_catalogue FILE... [--complete]`: datasets from a dump of Rucio."""

from datasets.catalogue.command import CatalogueCommand
from datasets.catalogue.dumps import FileCatalogueImporter


class Command(CatalogueCommand):
    """Exit status 1 when rows were rejected or are in conflict or the plan is held, 2 when a file cannot be read."""

    help = "Import datasets, their figures and copies from JSON lines out of the file catalogue (Rucio)."
    importer = FileCatalogueImporter
