"""The one reader of the environment: typed, documented, loud.

Every setting that a site may change is read here or in `portal.settings` through `env`, by a name
that starts with `PORTAL_` (`DATABASE_URL` is the one exception, by custom). A secret may also be
given as a file: `PORTAL_SMTP_PASSWORD_FILE=/run/secrets/smtp` stands for `PORTAL_SMTP_PASSWORD`.
"""

import os
from pathlib import Path

from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent


class PortalEnv(Env):
    """`environs.Env`, which raises on garbage, plus secrets from files."""

    def secret(self, name: str, default: str = "") -> str:
        """The value of `name`, or the content of the file that `name_FILE` points to.

        Raises ValueError when both are given or the file cannot be read.
        """
        path = os.environ.get(f"{name}_FILE")
        if path is None:
            return self.str(name, default)
        if name in os.environ:
            raise ValueError(f"{name} and {name}_FILE are both set; keep one")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ValueError(f"{name}_FILE: cannot read {path}: {error.strerror}") from error


env = PortalEnv()


def var_dir() -> Path:
    """The folder for all state: `PORTAL_VAR`, or `var/` beside the project."""
    return Path(env.str("PORTAL_VAR", str(BASE_DIR / "var"))).expanduser().resolve()
