"""The pages of decay files: check without keeping, hand in, see, download; for whom; and hostile text."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from liaisons.decayfiles.models import DecayFile
from liaisons.decayfiles.texts import LARGEST_FILE

NEW = "/decay-files/new/"
HTMX = {"HTTP_HX_REQUEST": "true"}
EVIL = "<script>alert(1)</script>"


def upload(raw, name="1110021000.dec"):
    return SimpleUploadedFile(name, raw)


def text_of(page):
    return " ".join(" ".join(html.fromstring(page.content.decode()).itertext()).split())


def findings(page):
    """The rows of the findings table as (line, weight, words)."""
    (table,) = html.fromstring(page.content.decode()).xpath("//table[caption='Findings']")
    return [tuple(" ".join(cell.text_content().split()) for cell in row) for row in table.xpath("tbody/tr")]


def test_the_check_shows_findings_with_line_numbers_and_keeps_nothing(visit, decay):
    raw = decay(PhysicsWG="Hadronic B Decay", Date="20201340", Tested="No")
    page = visit("liaison").post(NEW, {"upload": upload(raw)}, **HTMX)
    assert page.status_code == 200
    assert b"<html" not in page.content
    assert findings(page) == [
        ("5", "warning", "The author says that the file is not tested."),
        ("6", "note", "“Hadronic B Decay” is read as Hadronic B decays (charm or charmless not stated) (BHADRONIC)."),
        ("10", "warning", "“20201340” is not a date; write YYYYMMDD."),
    ]
    assert "b quarks; B⁰; one exclusive decay; no charm; no leptons; 2 tracks; photon" in text_of(page)
    assert not DecayFile.objects.exists()


def test_the_check_works_without_scripts_on_a_whole_page(visit, decay):
    page = visit("liaison").post(NEW, {"upload": upload(decay(Tested="No")), "check": "1"})
    assert page.status_code == 200
    assert findings(page) == [("5", "warning", "The author says that the file is not tested.")]
    assert "The check keeps nothing: choose the file again when you send the form." in text_of(page)
    assert not DecayFile.objects.exists()


def test_handing_in_leads_to_the_page_of_the_file(visit, decay):
    client = visit("liaison")
    page = client.post(NEW, {"upload": upload(decay())}, follow=True)
    file = DecayFile.objects.get()
    assert page.redirect_chain == [(f"/decay-files/{file.pk}/", 302)]
    assert "1110021000.dec: nothing to report." in text_of(page)
    again = client.post(NEW, {"upload": upload(decay())}, follow=True)
    assert f"It is on record since {file.uploaded_at:%Y-%m-%d}." in text_of(again)
    assert DecayFile.objects.count() == 1


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "The file is empty."),
        (b"\n# MZ and more\x00", "Line 2: The file is not text: it holds a NUL byte."),
        (b"#" * (LARGEST_FILE + 1), "The file has 2,000,001 bytes; at most 2,000,000 are read."),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_one_sentence(visit, raw, says):
    client = visit("liaison")
    page = client.post(NEW, {"upload": upload(raw)})
    assert (page.status_code, says in text_of(page)) == (422, True)
    fragment = client.post(NEW, {"upload": upload(raw)}, **HTMX)
    assert (fragment.status_code, text_of(fragment)) == (200, f"Check cannot be read {says}")
    assert not DecayFile.objects.exists()


def test_two_megabytes_of_lines_are_read_and_shown_in_part(visit, decay):
    raw = decay() + b"# more\n" * ((LARGEST_FILE - len(decay())) // 7)
    client = visit("liaison")
    page = client.post(NEW, {"upload": upload(raw)}, follow=True)
    file = DecayFile.objects.get()
    lines = html.fromstring(page.content.decode()).xpath("//pre[@class='lines']/span")
    assert (len(lines), len(bytes(file.content))) == (2000, len(raw))
    assert "more lines: download the file" in text_of(page)
    assert len(page.content) < 400_000


def test_without_a_file_the_form_says_so(visit):
    page = visit("liaison").post(NEW, {"upload": ""})
    assert (page.status_code, "This field is required." in text_of(page)) == (422, True)


def test_the_page_shows_header_words_lines_and_text(visit, keep, decay):
    raw = decay(EventType="1110021001", PhysicsWG="TDPCV").replace(b"# NickName", b"# Nickname")
    file = keep(raw)
    page = visit("member").get(file.get_absolute_url())
    root = html.fromstring(page.content.decode())
    header = {
        row[1].text_content(): (row[0].text_content(), row[2].text_content())
        for row in root.xpath("//table[caption='Header']/tbody/tr")
    }
    assert header["EventType: 1110021001"] == ("1", "1110021000")
    assert header["Nickname: Bd_Kst0gamma_test"] == ("3", "NickName: Bd_Kst0gamma_test")
    assert header["PhysicsWG: TDPCV"] == ("6", "Time-dependent CP violation (TDCPV)")
    assert header["Date: 20261101"] == ("10", "2026-11-01")
    assert header["Responsible: Ana Ruiz"] == ("7", "as written")
    digits = [row[3].text_content() for row in root.xpath("//table[caption='Event type in words']/tbody/tr")]
    assert digits[:3] == ["b quarks", "B⁰", "one exclusive decay"]
    assert len(digits) == 10
    (text,) = root.xpath("//pre[@class='lines']")
    assert text.text_content() == raw.decode()
    assert root.xpath("//button[@data-copy]/@data-copy")[-1].replace("\r\n", "\n") in (raw.decode(), file.sha256)
    links = root.xpath("//table[caption='Findings']//a/@href")
    assert links == ["#L1", "#L3", "#L6"]
    assert [root.get_element_by_id(link[1:]).text_content().split(":")[0] for link in links] == [
        *("# EventType", "# Nickname", "# PhysicsWG"),
    ]


def test_hostile_text_is_shown_as_text_everywhere(visit, keep, decay):
    raw = decay(NickName=EVIL, Descriptor=EVIL, Responsible=EVIL, PhysicsWG=EVIL, Date=EVIL, Documentation=f'"{EVIL}')
    file = keep(raw + EVIL.encode(), f"1110021000{EVIL[:8]}.dec")
    client = visit("liaison")
    pages = [
        client.get(file.get_absolute_url()),
        client.get(reverse("decay_files")),
        client.get("/requests/new/", {"decay_file": file.pk}),
        client.post(NEW, {"upload": upload(raw), "check": "1"}),
    ]
    for page in pages:
        assert page.status_code == 200
        assert EVIL not in page.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert EVIL not in client.get("/search/", {"q": EVIL}).content.decode()


def test_the_download_is_the_file_byte_for_byte_and_is_never_shown_by_the_browser(visit, keep, decay):
    raw = decay().replace(b"\n", b"\r\n") + "# décès".encode("cp1252")
    file = keep(raw)
    page = visit("member").get(f"/decay-files/{file.pk}/file/")
    assert page.content == raw
    assert page["Content-Type"] == "application/octet-stream"
    assert page["Content-Disposition"] == 'attachment; filename="1110021000.dec"'


@pytest.mark.parametrize("role", ["member", "delegate", "convener", "secretary", "liaison", "other_liaison", "manager"])
def test_members_and_those_who_work_with_them_see_decay_files(visit, keep, role):
    file = keep()
    client = visit(role)
    urls = [file.get_absolute_url(), f"/decay-files/{file.pk}/file/", reverse("decay_files"), "/api/v1/decay-files/"]
    assert [client.get(url).status_code for url in urls] == [200] * 4
    assert client.get(NEW).status_code == (200 if "liaison" in role or role == "manager" else 403)


@pytest.mark.parametrize(("role", "status"), [("outsider", 302), ("applicant", 403)])
def test_nobody_else_sees_them(visit, keep, role, status):
    file = keep()
    client = visit(role)
    for url in (file.get_absolute_url(), f"/decay-files/{file.pk}/file/", reverse("decay_files"), NEW):
        assert client.get(url).status_code == status
    assert client.get("/api/v1/decay-files/").status_code == 403


def test_posting_without_the_permission_keeps_nothing(visit, decay):
    assert visit("member").post(NEW, {"upload": upload(decay())}).status_code == 403
    assert visit("outsider").post(NEW, {"upload": upload(decay())}).status_code == 302
    assert not DecayFile.objects.exists()
