"""Tables of runs, of quoted values and of beam energies on their way in."""

from datasets.luminosity.importers.energies import BeamEnergyImporter
from datasets.luminosity.importers.reference import ReferenceImporter
from datasets.luminosity.importers.runs import RunImporter

__all__ = ["BeamEnergyImporter", "ReferenceImporter", "RunImporter"]
