"""Who may sign in, and how: local accounts, single sign-on (`PORTAL_OIDC_…`), a directory (`PORTAL_LDAP_…`)."""

from importlib.util import find_spec

from portal.env import env
from portal.settings.base import BASE_URL, SITE_NAME

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "portal.accounts.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Local accounts: django-allauth, with everything about registering left out.
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]  # no sign-up; allauth takes the sign-in fields from it
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are confirmed by the membership request, before there is an account
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_SESSION_REMEMBER = True  # as long as PORTAL_SESSION_HOURS, without asking
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": env.str("PORTAL_LOGIN_FAILED_LIMIT", "10/m/ip,5/5m/key"),
    "reset_password": "20/m/ip,5/m/key",
    "join": env.str("PORTAL_JOIN_LIMIT", "30/h/ip,5/h/key"),
}
"""Per address (ip) and per name tried or address mailed (key); a site without Redis counts per web process."""
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("PORTAL_BEHIND_PROXY", False) else 0

# Second factor: offered to all, required of administrators by `portal.accounts.middleware`.
MFA_ADAPTER = "portal.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # that rule is about people who registered themselves
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BASE_URL.startswith("http://localhost:")  # what browsers also trust

# Single sign-on: code flow with PKCE against one OpenID provider. Without an issuer there is none.
PORTAL_OIDC_ISSUER = env.str("PORTAL_OIDC_ISSUER", "")
PORTAL_OIDC_NAME = env.str("PORTAL_OIDC_NAME", "Single sign-on")
OIDC_USE_PKCE = True
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = env.str("PORTAL_OIDC_SCOPES", "openid email profile")
OIDC_TIMEOUT = env.float("PORTAL_OIDC_TIMEOUT", 10.0)
"""Seconds; a provider that does not answer must not hold a web worker for ever."""
OIDC_TOKEN_USE_BASIC_AUTH = True  # RFC 6749 section 2.3.1: every server must support it
OIDC_CREATE_USER = False
OIDC_REDIRECT_REQUIRE_HTTPS = BASE_URL.startswith("https://")
if PORTAL_OIDC_ISSUER:
    AUTHENTICATION_BACKENDS.append("portal.accounts.sso.CollaborationSSO")
    OIDC_RP_CLIENT_ID = env.str("PORTAL_OIDC_CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = env.secret("PORTAL_OIDC_CLIENT_SECRET")
    if not OIDC_RP_CLIENT_SECRET:
        raise ValueError("PORTAL_OIDC_CLIENT_SECRET is not set")
    OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("PORTAL_OIDC_AUTHORIZATION_ENDPOINT")
    OIDC_OP_TOKEN_ENDPOINT = env.str("PORTAL_OIDC_TOKEN_ENDPOINT")
    OIDC_OP_USER_ENDPOINT = env.str("PORTAL_OIDC_USERINFO_ENDPOINT")
    OIDC_OP_JWKS_ENDPOINT = env.str("PORTAL_OIDC_JWKS_ENDPOINT")

# A directory: its members sign in with their name there and its password.
PORTAL_LDAP_URI = env.str("PORTAL_LDAP_URI", "")
PORTAL_LDAP_NAME = env.str("PORTAL_LDAP_NAME", "the directory")
PORTAL_LDAP_USER_BASE = env.str("PORTAL_LDAP_USER_BASE") if PORTAL_LDAP_URI else ""
if PORTAL_LDAP_URI:
    if find_spec("ldap") is None:
        raise ValueError("PORTAL_LDAP_URI is set, but python-ldap is missing: install requirements/ldap.lock")
    import ldap
    from django_auth_ldap.config import LDAPSearch

    AUTHENTICATION_BACKENDS.append("portal.accounts.ldap.DirectoryBackend")
    AUTH_LDAP_SERVER_URI = PORTAL_LDAP_URI
    AUTH_LDAP_START_TLS = env.bool("PORTAL_LDAP_STARTTLS", PORTAL_LDAP_URI.startswith("ldap://"))
    AUTH_LDAP_BIND_DN = env.str("PORTAL_LDAP_BIND_DN", "")
    AUTH_LDAP_BIND_PASSWORD = env.secret("PORTAL_LDAP_BIND_PASSWORD")
    AUTH_LDAP_USER_ATTRLIST = ["*", "entryUUID"]  # entryUUID is operational: a server tells it only when asked
    AUTH_LDAP_USER_SEARCH = LDAPSearch(
        PORTAL_LDAP_USER_BASE,
        ldap.SCOPE_SUBTREE,
        env.str("PORTAL_LDAP_USER_FILTER", "(uid=%(user)s)"),
        attrlist=AUTH_LDAP_USER_ATTRLIST,
    )
    AUTH_LDAP_ALWAYS_UPDATE_USER = False
    AUTH_LDAP_NO_NEW_USERS = True
    AUTH_LDAP_CONNECTION_OPTIONS = dict.fromkeys(
        (ldap.OPT_NETWORK_TIMEOUT, ldap.OPT_TIMEOUT), env.float("PORTAL_LDAP_TIMEOUT", 5.0)
    ) | {ldap.OPT_REFERRALS: 0}
