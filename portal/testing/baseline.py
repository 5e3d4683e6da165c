"""Baselines: what was measured and agreed on, committed as JSON beside the test that compares with it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def compare(path: Path, found: Any) -> None:
    """Assert that `found` is what the file holds; with REWRITE_BASELINES=1 write it there instead, for review."""
    text = json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("REWRITE_BASELINES") == "1":
        path.write_text(text, encoding="utf-8")
        return
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert json.loads(text) == kept, f"{path.name} says otherwise (REWRITE_BASELINES=1 writes it anew)"
