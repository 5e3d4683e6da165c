"""Hub: the models of the kernel (Django finds them here)."""

from portal.accounts.models import ApiToken, DemoMark, Identity, Session, User
from portal.importing.models import ImportRun
from portal.listing.versions import TableChange
from portal.outbox.models import Effect
from portal.personal.models import Blanking

__all__ = ["ApiToken", "Blanking", "DemoMark", "Effect", "Identity", "ImportRun", "Session", "TableChange", "User"]
