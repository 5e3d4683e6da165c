"""A kind of effect whose deliveries the test sees and steers, and templates of mails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass
class Postman:
    """Delivers effects of the kind `test`: keeps their keys, after doing what the test asks for."""

    delivered: list[str] = field(default_factory=list)
    before: Callable[[object], None] = lambda effect: None
    blocked: str = ""

    def __call__(self, effect: object) -> None:
        self.before(effect)
        self.delivered.append(effect.key)


@pytest.fixture
def postman() -> Iterator[Postman]:
    from portal.outbox import kinds

    postman = Postman()
    kinds.register("test", blocked=lambda: postman.blocked)(postman)
    yield postman
    del kinds._kinds["test"]


@pytest.fixture
def template(settings: object, tmp_path: Path) -> Callable[[str], str]:
    """Writes the text of a mail template and returns its name."""
    engines = deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = engines

    def write(text: str) -> str:
        (tmp_path / "mail.txt").write_text(text, encoding="utf-8")
        return "mail"

    return write
