"""Housekeeping of sessions."""

from celery import shared_task

from portal.accounts.sessions import SessionStore


@shared_task(name="portal.accounts.clear_sessions")
def clear_sessions() -> None:
    """Forget the sessions that have run out; they open nothing, but they name an account and a browser."""
    SessionStore.clear_expired()
