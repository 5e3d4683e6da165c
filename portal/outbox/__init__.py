"""Every effect that leaves the database: mail, directories, feeds.

Owns: the effect, a row written in the transaction that causes it (`enqueue`), and its delivery,
at least once and as good as once. A worker is woken at commit and a sweep picks up whatever is
due, so that a lost message or a killed worker loses nothing. Must never: talk to the network in a
request, or decide who is to be told.
"""

from portal.outbox.effects import enqueue
from portal.outbox.kinds import Undeliverable, register
from portal.outbox.mail import send_mail

__all__ = ["Undeliverable", "enqueue", "register", "send_mail"]
