"""`manage.py import_dataset_lines FILE... [--complete]`: datasets with figures, from JSON lines."""

from datasets.catalogue.command import CatalogueCommand
from datasets.catalogue.importers import DatasetLinesImporter


class Command(CatalogueCommand):
    """Exit status 1 when rows were rejected or are in conflict or the plan is held, 2 when a file cannot be read."""

    help = "Import datasets with figures, declared values and replicas from JSON lines, one object each."
    importer = DatasetLinesImporter
