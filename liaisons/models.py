"""Hub: the models of the liaisons slices (Django finds them here)."""

from liaisons.decayfiles.models import DecayFile
from liaisons.requests.models import Remark, SignalRequest

__all__ = ["DecayFile", "Remark", "SignalRequest"]
