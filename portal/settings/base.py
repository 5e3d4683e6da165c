"""Apps, middleware, templates, static files, language and time."""

from portal.env import BASE_DIR, env, var_dir

VAR_DIR = var_dir()
PORT = env.int("PORTAL_PORT", 8000)
DEMO = env.bool("PORTAL_DEMO", False)
"""Demo mode asks for the demo collaboration in an empty database and for one-click personas."""

SITE_NAME = env.str("PORTAL_SITE_NAME", "Collaboration portal")
COLLABORATION = env.str("PORTAL_COLLABORATION", "Example Collaboration")
PORTAL_DATA_LICENSE = env.str("PORTAL_DATA_LICENSE", "")
"""The licence of the data, by its address or SPDX name; empty: nothing is said."""
BASE_URL = env.str("PORTAL_URL", f"http://localhost:{PORT}").rstrip("/")

DEBUG = env.bool("PORTAL_DEBUG", False)
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "portal",
    "members",
    "datasets",
    "liaisons",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.plain.PlainMiddleware",
    "portal.accounts.middleware.AccessMiddleware",
    "portal.history.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.privacy.notices.NoticeMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.shell",
            ],
            "builtins": ["portal.ui.tags"],
        },
    }
]
FORM_RENDERER = "portal.ui.forms.PortalRenderer"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env.str("PORTAL_TIME_ZONE", "UTC")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["portal.policy.rest.PolicyPermission"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "portal.policy.rest.plain_errors",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [],  # choices stand where they are used: six nouns have a "state", none is a shared type
}

PORTAL_UPLOAD_BYTES = env.int("PORTAL_UPLOAD_BYTES", 50_000_000)
"""Largest file that an import in the browser takes."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

PORTAL_BYLAWS = env.str("PORTAL_BYLAWS", "")
"""The file with the numbers of the by-laws; empty: those of the example (members/bylaws/example.toml)."""
PORTAL_OFFICE_EMAIL = env.str("PORTAL_OFFICE_EMAIL", "membership-office@localhost")
"""The membership office: gets the requests of institutes without a delegate."""
PORTAL_EXPERIMENT_NUMBER = env.str("PORTAL_EXPERIMENT_NUMBER", "")
"""The experiment number of INSPIRE for author.xml, for example KEK-BF-BELLE-II."""
PORTAL_FEEDS = env.str("PORTAL_FEEDS", str(BASE_DIR / "datasets/demo/feeds.toml") if DEMO else "")
"""The file with the sources that are asked by schedule; empty: none (datasets/feeds/example.toml explains each key)."""
PORTAL_CATALOGUE_HOLD_PERCENT = env.float("PORTAL_CATALOGUE_HOLD_PERCENT", 5.0)
"""A complete list of datasets that would mark more of them as missing is held for a person."""
