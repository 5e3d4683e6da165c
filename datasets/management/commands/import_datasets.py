"""`manage.py import_datasets FILE... [--apply] [--json]`: dataset paths, one per line."""

from datasets.catalogue.importers import DatasetImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Register datasets by path; exit status 1 when a line was rejected, 2 when a file cannot be read."""

    help = "Register datasets from files with one path per line."
    importer = DatasetImporter
    several = True
