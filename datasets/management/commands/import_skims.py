"""`manage.py import_skims FILE [--apply] [--json]`: the registry of skims."""

from datasets.skims.importers import SkimImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in the registry of skims; exit status as for every import."""

    help = "Bring in the registry of skims from a CSV table."
    importer = SkimImporter
