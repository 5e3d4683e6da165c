"""Pages of joining and leaving institutes: for whom, and what they answer to nonsense."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from members.accession.models import Application, Departure
from tests.members.accession.conftest import WANTED, pdf


def test_documents_are_served_to_those_who_may_see_them_and_as_files_only(world, visit, complete):
    url = f"/joining-institutes/{complete.pk}/documents/{complete.documents.get(kind='cv').pk}/"
    answer = visit("member").get(url)
    assert answer.content == pdf(1)
    assert answer["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    # a draft does not exist for others
    assert [visit(who).get(url).status_code for who in ("office", "stranger", "applicant", "")] == [200, 404, 403, 302]
    Application.objects.filter(pk=complete.pk).update(state="submitted")
    assert visit("stranger").get(url).status_code == 403
    assert visit("office").get(url.replace(str(complete.pk), "999999", 1)).status_code == 404


def test_contacts_and_documents_are_not_for_every_member(world, visit, complete):
    Application.objects.filter(pk=complete.pk).update(state="submitted")
    url = f"/joining-institutes/{complete.pk}/"
    for tab in ("", "?tab=history"):
        seen = {who: visit(who).get(url + tab).content.decode() for who in ("member", "stranger", "office")}
        assert {who: "ada@westmoor.example" in page for who, page in seen.items()} == {
            "member": True, "stranger": False, "office": True,
        }, tab  # fmt: skip
        assert "DELEGATE@lab.example" not in seen["stranger"]
    assert "cv.pdf" not in visit("stranger").get(url).content.decode()
    found = visit("stranger").get("/api/v1/joining-institutes/").json()["results"]
    assert [(row["short_name"], "contact_email" in row) for row in found] == [("Westmoor", False)]


def test_the_way_of_an_application_through_the_forms(world, visit, mails):
    client = visit("member")
    data = {"institute_name": "University of Westmoor", "short_name": "Westmoor", "country": "no",
            "contact_name": "Ada Brook", "contact_email": "ada@westmoor.example", "people_postdoc": "2"}  # fmt: skip
    for bad in ({"short_name": "northgate"}, {"country": "Norway"}, {"people_postdoc": "-1"}, {"contact_email": "x"},
                {"delegate_email": "a@b.example", "deputy_email": "A@b.example"}):  # fmt: skip
        assert client.post("/joining-institutes/new/", data | bad).status_code == 422, bad
    assert client.post("/joining-institutes/new/", data).status_code == 302
    application = Application.objects.get()
    assert (application.country, application.manpower) == ("NO", {"postdoc": 2})
    url = f"/joining-institutes/{application.pk}"
    assert client.post(f"{url}/edit/", data | {"people_postdoc": "", "city": "Westmoor"}).status_code == 302
    for number, kind in enumerate(WANTED):
        file = SimpleUploadedFile(f"{kind}.pdf", pdf(number))
        assert client.post(f"{url}/documents/add/", {"kind": kind, "file": file}).status_code == 302
    bad = client.post(f"{url}/documents/add/", {"kind": "cv", "file": SimpleUploadedFile("x.pdf", b"GIF89a")})
    assert (bad.status_code, "not a PDF" in bad.content.decode()) == (422, True)
    client.post(f"{url}/submit/")
    assert client.get(f"{url}/meeting/").status_code == 403
    office = visit("office")
    assert office.post(f"{url}/meeting/", {"meeting_on": world.today.isoformat()}).status_code == 302
    answer = {"on": world.today.isoformat(), "kind": "associate", "outcome": "yes"}
    assert office.post(f"{url}/admission/", answer).status_code == 422
    assert office.post(f"{url}/admission/", answer | {"kind": "full"}).status_code == 302
    application.refresh_from_db()
    assert application.state == "admitted"
    page = office.get(f"{url}/").content.decode()
    assert "What remains" in page
    assert application.institute.get_absolute_url() in page


def test_a_departure_is_announced_settled_and_withdrawn_on_pages(world, visit):
    place, day = world.institutes["Sundridge"], world.today + timedelta(days=100)
    url = f"/institutes/{place.pk}/leave/"
    assert visit("delegate").get(url).status_code == 403
    assert visit("office").post(url, {"on": world.today.isoformat(), "reason": "closes"}).status_code == 422
    assert visit("office").post(url, {"on": day.isoformat(), "reason": "the group closes"}).status_code == 302
    departure = Departure.objects.get()
    page = visit("member").get(f"/institutes/{place.pk}/").content.decode()
    assert "the group closes" in page
    row = world.user("member").person.memberships.get()
    decide = f"/leaving-institutes/{departure.pk}/members/{row.pk}/"
    assert decide not in visit("member").get(departure.get_absolute_url()).content.decode()
    assert visit("stranger").get(decide).status_code == 403
    assert decide in visit("delegate").get(departure.get_absolute_url()).content.decode()
    assert visit("delegate").post(decide, {"to": world.institutes["Northgate"].pk}).status_code == 302
    assert "goes on at Northgate" in visit("member").get(departure.get_absolute_url()).content.decode()
    assert visit("delegate").post(f"/leaving-institutes/{departure.pk}/withdraw/", {"reason": "no"}).status_code == 403
    visit("office").post(f"/leaving-institutes/{departure.pk}/withdraw/", {"reason": "money was found"})
    place.refresh_from_db()
    assert place.period.upper is None


def test_merge_and_split_are_for_the_office(world, visit):
    place, other = world.institutes["Sundridge"], world.institutes["Northgate"]
    for verb in ("merge", "split"):
        assert visit("delegate").get(f"/institutes/{place.pk}/{verb}/").status_code == 403
    client, today = visit("office"), world.today.isoformat()
    row = world.user("member").person.memberships.get()
    split = {"name": "Sundridge Laboratory", "short_name": "SuLab", "on": today, "members": [row.pk]}
    assert client.post(f"/institutes/{place.pk}/split/", split | {"short_name": "Northgate"}).status_code == 422
    assert client.post(f"/institutes/{place.pk}/split/", split).status_code == 302
    assert client.post(f"/institutes/{place.pk}/merge/", {"into": place.pk, "on": today}).status_code == 422
    assert client.post(f"/institutes/{place.pk}/merge/", {"into": other.pk, "on": today}).status_code == 302
    assert client.get(f"/institutes/{place.pk}/").context["page"]["tag"]["label"] == "former"


def test_the_page_has_names_where_the_record_has_codes(world, visit, complete):
    from members.memberships.models import Category

    Category.objects.filter(code="postdoc").update(order=90)  # the record has them before the students
    Application.objects.filter(pk=complete.pk).update(state="submitted", country="NO", manpower={
        "gone": 1, "postdoc": 3, "phd-student": 2,
    })  # fmt: skip
    page = visit("office").get(complete.get_absolute_url()).content.decode()
    assert "<dd>Norway</dd>" in page
    assert "<dd>PhD student: 2, postdoc: 3, gone: 1</dd>" in page
    assert "<dt>Filed by</dt><dd>Member Moreau</dd>" in page


def test_the_list_and_the_page_of_a_departure_name_the_same_last_day(world, visit):
    from members.accession.leaving import actions as leaving

    on = world.today + timedelta(days=100)
    made = leaving.announce_departure(world.institutes["Northgate"], on=on, reason="moves on", by=world.user("office"))
    last = (on - timedelta(days=1)).isoformat()
    [row] = visit("member").get("/api/v1/leaving-institutes/").json()["results"]
    assert row["last_day"] == last
    for address in ("/leaving-institutes/", f"/leaving-institutes/?last_day_from={last}&last_day_to={last}",
                    made.get_absolute_url()):  # fmt: skip
        page = visit("member").get(address).content.decode()
        assert (last in page, on.isoformat() in page) == (True, False), address
