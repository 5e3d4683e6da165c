"""`manage.py import_beam_energies FILE [--apply] [--json]`: ranges of beam energy."""

from datasets.luminosity.importers import BeamEnergyImporter
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in ranges of beam energy; exit status as for every import."""

    help = "Bring in ranges of beam energy from a CSV table."
    importer = BeamEnergyImporter
