"""`manage.py import_decay_files PATH... [--apply] [--json]`: folders, archives or single decay files."""

from liaisons.decayfiles.importers import DecayFileImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Keep decay files; exit status 1 when one is no text or in conflict, 2 when a folder cannot be read."""

    help = "Keep the decay files of folders, of zip or tar archives, or single ones."
    importer = DecayFileImporter
    several = True
