"""The WSGI application as a child of the launcher: it ends with it, even when the server above it was killed."""

from portal.launch import leash
from portal.wsgi import application

__all__ = ["application"]

leash.hold()
