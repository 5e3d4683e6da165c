"""`manage.py import_whos_who FILE [--apply] [--json]`: posts from a hand-kept table of who is who."""

from members.groups.importers import WhoIsWhoImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Exit status 1 when rows were rejected or are in conflict, 2 when the file cannot be read."""

    help = "Import groups and posts from a text that says who is who."
    importer = WhoIsWhoImporter
