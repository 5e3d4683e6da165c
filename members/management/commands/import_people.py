"""`manage.py import_people FILE [--apply] [--json]`: people from a published author list."""

from members.authorship.importers import PeopleImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Exit status 1 when rows were rejected or are in conflict, 2 when the file cannot be read."""

    help = "Import people and institutes from an author.xml file, plain or .gz."
    importer = PeopleImporter
