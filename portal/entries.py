"""What the kernel itself puts into the registry. Imported when the apps are ready."""

from portal.accounts import mail as _account_mail  # noqa: F401  registers its effect
from portal.importing import actions as _importing  # noqa: F401  registers its effects
from portal.listing import lookups as _lookups  # noqa: F401  registers `ilike`
from portal.outbox import listing as _operations  # noqa: F401  registers the operations page
from portal.outbox import mail as _mail  # noqa: F401  registers the effect
from portal.policy import anyone, grant
from portal.registry import NavItem, registry

HOME = grant("portal:home:see", "see the home page", anyone)

registry.nav.add(NavItem("", "Home", "home", HOME, key="h", order=0))
