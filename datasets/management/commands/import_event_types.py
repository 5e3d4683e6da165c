"""`manage.py import_event_types FILE [--apply] [--json]`: generic event types."""

from datasets.eventtypes.importers import EventTypeImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in generic event types; exit status as for every import."""

    help = "Bring in generic event types from a CSV table of the production guide."
    importer = EventTypeImporter
