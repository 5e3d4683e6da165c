"""The settings of every shape the portal runs in, steered by environment variables alone.

One module per concern. Later modules may read earlier ones; nothing here reads the database.
"""

from portal.settings.auth import *
from portal.settings.base import *
from portal.settings.database import *
from portal.settings.logging import *
from portal.settings.outbox import *
from portal.settings.security import *
from portal.settings.tasks import *
