"""Who sees and who keeps the campaigns."""

from datasets.catalogue.policy import SEE, is_production_manager
from portal.policy import grant, is_administrator

__all__ = ["KEEP", "SEE"]

KEEP = grant("datasets:campaign:keep", "keep the campaigns", is_production_manager, is_administrator)
