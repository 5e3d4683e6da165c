"""Names of files: nothing of them is trusted."""

import pytest

from members.accession.documents import clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Letter of intent.PDF", "Letter-of-intent.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ('a"; filename="evil.exe', "a-filename-evil-exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a-Set-Cookie-x-1.pdf"),
        ("Müller Lebenslauf.pdf", "Muller-Lebenslauf.pdf"),
        ("履歴書.pdf", "document.pdf"),
        (".pdf", "document.pdf"),
        ("", "document.pdf"),
        ("x" * 500 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_safe_in_a_header_and_on_a_disk(given, kept):
    assert clean_name(given) == kept
