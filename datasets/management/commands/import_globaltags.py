"""`manage.py import_globaltags FILE... [--apply] [--json]`: the list of the conditions database."""

from datasets.globaltags.importers import GlobalTagImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Register global tags; exit status 1 when a row was rejected or is in conflict, 2 when a file cannot be read."""

    help = "Register global tags from CSV or JSON lists of the conditions database."
    importer = GlobalTagImporter
    several = True
