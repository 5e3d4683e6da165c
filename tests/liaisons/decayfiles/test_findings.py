"""The order of findings, and the limit on their number."""

from liaisons.decayfiles.findings import MOST_FINDINGS, Severity, error, in_order, note, warning


def test_by_line_then_by_weight():
    findings = [note(2, "b", ""), warning(1, "a", ""), error(2, "c", ""), note(None, "d", "")]
    assert [item.code for item in in_order(findings)] == ["d", "a", "c", "b"]


def test_of_too_many_the_heaviest_are_kept():
    findings = [note(n, "note", "") for n in range(1, 301)] + [error(999, "error", "")]
    kept = in_order(findings)
    assert len(kept) == MOST_FINDINGS + 1
    assert (kept[0].code, kept[0].message) == ("findings-cut", "101 more findings are left out.")
    assert [item.code for item in kept if item.severity is Severity.ERROR] == ["error"]
