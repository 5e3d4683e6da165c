"""The settings of the floor: the portal's database and tables, and nothing of its work on a request."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floor_urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {}}]
