"""Promises about the files themselves: small, strict, readable in both themes."""

import re

import pytest
from django.template.loader import get_template

from portal.env import BASE_DIR

TEMPLATES = sorted(BASE_DIR.glob("templates/**/*.html"))
SCRIPTS = sorted(BASE_DIR.glob("static/js/*.js"))
SHEETS = {sheet.name: sheet.read_text("utf-8") for sheet in sorted(BASE_DIR.glob("static/css/*.css"))}
SHEET = SHEETS["portal.css"]

INLINE = {
    "script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE),
    "style element": re.compile(r"<style", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"\s(on[a-z]+|hx-on[^=]*)\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:|[\"']js:", re.IGNORECASE),
    "other host": re.compile(r"(src|href)=[\"'](https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: str(template.relative_to(BASE_DIR / "templates")))
def test_a_template_compiles_is_short_and_holds_nothing_inline(template):
    source = template.read_text("utf-8")
    assert get_template(str(template.relative_to(BASE_DIR / "templates")))
    assert [what for what, pattern in INLINE.items() if pattern.search(source)] == []
    assert source.count("\n") < 120


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_short_and_writes_no_html_and_no_style(script):
    source = script.read_text("utf-8")
    assert source.count("\n") < 150
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|\.style\b|document\.write", source)
        == []
    )


def test_there_are_scripts():
    assert {script.name for script in SCRIPTS} == {"controls.js", "forms.js", "keys.js", "palette.js"}


def test_the_sheets_are_small_and_need_nothing_else():
    assert sum(len(sheet.encode()) for sheet in SHEETS.values()) < 30_000
    assert [name for name, sheet in SHEETS.items() if sheet.count("\n") >= 300] == []
    assert [name for name, sheet in SHEETS.items() if re.search(r"@import|url\(", sheet)] == []


def test_every_sheet_is_linked_and_the_tokens_come_first():
    linked = re.findall(r'css/([a-z]+\.css)" %}', get_template("components/assets.html").template.source)
    assert linked == ["portal.css", *sorted(set(SHEETS) - {"portal.css"})]


def test_every_token_that_is_used_is_there():
    used = {name for sheet in SHEETS.values() for name in re.findall(r"var\(--([a-z-]+)[,)]", sheet)}
    assert used - set(re.findall(r"--([a-z-]+):", SHEET)) == set()


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    parts = [digits[i] * 2 for i in range(3)] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (int(part, 16) / 255 for part in parts)
    ]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TOKENS = dict(re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{3,6}, #[0-9a-f]{3,6})\)", SHEET))
ON_PAPER = [(ink, paper, 4.5) for ink in ("ink", "mute", "accent", "stop") for paper in ("bg", "card", "accent-soft")]
ON_TONE = [(tone, f"{tone}-soft", 4.5) for tone in ("ok", "wait", "stop", "none", "accent")]
OTHERS = [("on-accent", "accent", 4.5), ("mute", "shade", 4.5), ("edge", "card", 3.0), ("edge", "bg", 3.0)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "least"), ON_PAPER + ON_TONE + OTHERS)
def test_what_is_written_can_be_read(ink, paper, least, theme):
    first, second = (TOKENS[name].split(", ")[theme == "dark"] for name in (ink, paper))
    assert contrast(first, second) >= least


def test_contrast_is_measured_right():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
