from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone

from portal.accounts.models import Session
from portal.accounts.tasks import clear_sessions

pytestmark = pytest.mark.django_db


def test_sessions_that_ran_out_are_forgotten_and_others_stay(client, ada):
    client.force_login(ada)
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
    clear_sessions()
    assert [session.session_key for session in Session.objects.all()] == [client.session.session_key]


def test_it_is_done_regularly():
    due = settings.CELERY_BEAT_SCHEDULE["portal.accounts.clear_sessions"]["task"]
    current_app.loader.import_default_modules()
    assert due in current_app.tasks
