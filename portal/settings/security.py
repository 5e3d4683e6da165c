"""Secrets, hosts, cookies, HTTPS and the content security policy."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from portal.env import env
from portal.secrets import secret_key
from portal.settings.base import BASE_URL, VAR_DIR

SECRET_KEY = env.secret("PORTAL_SECRET_KEY") or secret_key(VAR_DIR)

_url = urlsplit(BASE_URL)
HTTPS = _url.scheme == "https"
ALLOWED_HOSTS = env.list("PORTAL_ALLOWED_HOSTS", []) or [
    _url.hostname or "localhost",
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SESSION_COOKIE_NAME = env.str("PORTAL_SESSION_COOKIE", "portal_session")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the state of a single sign-on lives in the session
SESSION_COOKIE_AGE = env.int("PORTAL_SESSION_HOURS", 12) * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.ui.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked over plain HTTP by what stands in front of the portal
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.bool("PORTAL_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
