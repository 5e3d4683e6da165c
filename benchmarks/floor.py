"""The floor: bare Django views that render the same rows from one query. No middleware, no session, no layout."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.floor_settings")
django.setup()
settings.MIDDLEWARE = []  # after the set-up: one of the apps insists on its middleware being there
application = WSGIHandler()
