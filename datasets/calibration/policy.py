"""Who sees calibrations and who keeps them."""

from datasets.catalogue.policy import SEE, is_production_manager
from portal.policy import grant, is_administrator

__all__ = ["KEEP", "SEE"]

KEEP = grant("datasets:calibration:keep", "keep the calibrations", is_production_manager, is_administrator)
