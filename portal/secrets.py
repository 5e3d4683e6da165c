"""Secrets of a site: made on the first run, kept in `PORTAL_VAR`, never in the repository."""

import os
import secrets
from pathlib import Path


def secret_key(var: Path) -> str:
    """The key that signs sessions and links; created once, readable by the owner only."""
    path = var / "secret_key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    var.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    draft = var / f".secret_key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(key, encoding="ascii")
    try:
        os.link(draft, path)  # two first starts at once: one wins, both read the winner's
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii")
