"""`manage.py import_reference_luminosities FILE [--apply] [--json]`: quoted luminosities."""

from datasets.luminosity.importers import ReferenceImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in quoted luminosities; exit status as for every import."""

    help = "Bring in quoted luminosities from a CSV table."
    importer = ReferenceImporter
