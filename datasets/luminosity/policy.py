"""Who reads luminosities and who may bring in and edit them."""

from datasets.catalogue.policy import is_production_manager
from members.people.policy import is_guest, is_member
from portal.policy import grant, is_administrator

SEE = grant(
    "datasets:luminosity:list", "see runs and luminosity", is_member, is_guest, is_production_manager, is_administrator
)
IMPORT = grant("datasets:luminosity:import", "import runs and luminosity", is_production_manager, is_administrator)
MAKE = grant("datasets:good_run_list:make", "make good-run lists", is_production_manager, is_administrator)
