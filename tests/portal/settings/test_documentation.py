import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
READ = re.compile(r"env\.(?:str|int|float|bool|list|secret)\(\s*\"([A-Z][A-Z0-9_]+)\"")


def read_by_the_code() -> set[str]:
    packages = [ROOT / name for name in ("portal", "members", "datasets", "liaisons")]
    sources = (path for package in packages for path in package.rglob("*.py"))
    return {name for path in sources for name in READ.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", sorted(read_by_the_code()))
def test_every_setting_is_explained(name):
    pages = [(ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("running.md", "signing-in.md")]
    assert any(f"`{name}`" in page for page in pages)


def test_the_documents_name_no_setting_that_nobody_reads():
    words = "".join((ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("running.md", "signing-in.md"))
    told = {name for name in re.findall(r"`(PORTAL_[A-Z_]+)`", words) if not name.endswith("_FILE")}
    assert told - read_by_the_code() == set()
