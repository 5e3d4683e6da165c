"""Who may see the pages of accounts."""

from portal.policy import anyone, grant, is_signed_in

SIGN_IN = grant("portal:account:sign_in", "sign in", anyone)
SEE_SECURITY = grant("portal:account:see_security", "see how they sign in", is_signed_in)
SEE_HEALTH = grant("portal:health:see", "ask whether the portal is well", anyone)
