"""`manage.py release_effects`: send what waited for a mail server to be configured."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.outbox.effects import release
from portal.outbox.kinds import kinds


class Command(BaseCommand):
    help = (
        "Release the effects that were held because this site could not deliver them (mail without a mail server). "
        "What an operator holds stays held. Until now held mail is sent as it was written, so look at the operations "
        "page first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", help="only effects of this kind, for example mail")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [kind for kind in kinds() if options["kind"] in (None, kind.name)]
        if not chosen:
            raise CommandError(f"there are no effects of kind {options['kind']!r}")
        for kind in chosen:
            words = kind.blocked()
            if words:
                raise CommandError(f"{kind.name} stays held: {words}")
        released = sum(release(kind.name) for kind in chosen)
        self.stdout.write(f"Released {released} effects; the next sweep delivers them.")
