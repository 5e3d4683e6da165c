"""Who may see the feeds and run them."""

from datasets.catalogue.policy import is_production_manager
from portal.policy import grant, is_administrator

SEE = grant("datasets:feed:list", "see the feeds", is_production_manager, is_administrator)
RUN = grant("datasets:feed:run", "run feeds", is_production_manager, is_administrator)
