"""Who may see global tags and who keeps them."""

from datasets.catalogue.policy import SEE, is_production_manager
from portal.policy import grant, is_administrator

__all__ = ["IMPORT", "KEEP", "SEE"]

KEEP = grant("datasets:globaltag:keep", "keep the global tags", is_production_manager, is_administrator)
IMPORT = grant("datasets:globaltag:import", "import global tags", is_production_manager, is_administrator)
