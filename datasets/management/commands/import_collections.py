"""`manage.py import_collections FILE... [--apply] [--json]`: collections with metadata and members."""

from datasets.collections.importers import CollectionImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in collections; exit status as for every import."""

    help = "Bring in collections from lists of names, output of the collection tools, or JSON lines."
    importer = CollectionImporter
    several = True
