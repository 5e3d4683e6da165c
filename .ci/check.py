"""`make check`: everything a machine can judge without running the tests. `make format` is `--fix`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
PRODUCTION = {
    "PORTAL_URL": "https://portal.example.org",
    "PORTAL_DEMO": "0",
    "PORTAL_DEBUG": "0",
    "PORTAL_SECRET_KEY": "a-key-that-is-long-enough-and-of-which-nobody-could-say-that-it-is-a-word",
    "PORTAL_SMTP_HOST": "smtp.example.org",
}


Step = tuple[str, list[object], dict[str, str]]
TEMPLATES = [BIN / "djade", "--target-version", "5.2", *sorted((ROOT / "templates").rglob("*.html"))]
FIXES: list[Step] = [
    ("Lint", [BIN / "ruff", "check", "--fix", "--quiet"], {}),
    ("Format", [BIN / "ruff", "format", "--quiet"], {}),
    ("Templates", TEMPLATES, {}),
]


def steps() -> list[Step]:
    """What to run, under which name, with which environment."""
    python, manage = BIN / "python", ROOT / "manage.py"
    return [
        ("Lint", [BIN / "ruff", "check", "--quiet"], {}),
        ("Format", [BIN / "ruff", "format", "--check", "--quiet"], {}),
        ("Types", [BIN / "mypy", "--no-error-summary"], {}),
        ("Import contracts", [BIN / "lint-imports", "--no-cache"], {}),
        ("Templates", [*TEMPLATES, "--check"], {}),
        ("Migrations", [python, manage, "makemigrations", "--check", "--dry-run"], {}),
        ("System", [python, manage, "check"], {}),
        ("Deployment", [python, manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def main() -> None:
    """Run every step, show what the failing ones say, and exit 1 if there is one."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="portal-check-") as var:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_URL"))}
        for name, command, extra in FIXES if "--fix" in sys.argv else steps():
            environment = {**kept, "PORTAL_VAR": var, "DJANGO_SETTINGS_MODULE": "portal.settings", **extra}
            words = [str(word) for word in command]
            done = subprocess.run(words, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
            print(f"{name:<18} {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
            if done.returncode != 0:
                failed.append(name)
                print(done.stdout + done.stderr, flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
