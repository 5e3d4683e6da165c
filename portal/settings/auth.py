"""Who may sign in, and how. Written by `portal.accounts`."""

from portal.env import env

AUTH_USER_MODEL = "portal.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
PORTAL_OIDC_ISSUER = env.str("PORTAL_OIDC_ISSUER", "")
