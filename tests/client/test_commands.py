"""The client against a portal that runs: what it prints is what the pages show."""

import csv
import json
import subprocess
import sys
from io import StringIO

import pytest

from portal.accounts.tokens.actions import issue, revoke
from portal.testing.data_rows import campaign, collection, dataset, global_tag
from tests.client.conftest import environment

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(live_server, personas, run):
    """`portal("list", "datasets")`: as a member with a token; `who` is another persona, or nobody."""

    def ask(*arguments, who="member", **more):
        token = {}
        if who:
            _, secret = issue(user=personas[who], name="test", scope="read", days=30, by=personas[who])
            token = {"PORTAL_TOKEN": secret}
        return run(*arguments, PORTAL_URL=live_server.url, **token, **more)

    return ask


@pytest.fixture
def many(transactional_db):
    """More datasets than one page of the API has."""
    model = type(dataset(0, event_type="uubar"))
    path = "/belle/MC/release-08-00-00/DB00000001/MC16rd/prod{:08}/s00/e0012/4S/r00000/mixed/mdst"
    model.objects.bulk_create(
        model(path=path.format(number), data_class="MC", production=number, campaign="MC15rd_b", event_type="mixed")
        for number in range(1, 1251)
    )
    return list(model.objects.order_by("path").values_list("path", flat=True))


def test_a_list_follows_all_its_pages(portal, many):
    done = portal("list", "datasets", "--format", "text", "--columns", "path")
    assert (done.code, done.err) == (0, "")
    assert done.lines == many
    some = portal("list", "datasets", "--format", "text", "--limit", "7")
    assert some.lines == many[:7]


def test_filters_text_order_and_columns(portal, many):
    done = portal(
        "list", "datasets", "campaign!=MC16rd_proc16", "-q", "prod:5..7 !type:uubar", "--sort=-production",
        "data_class=MC", "--columns", "path,production", "--format", "json",
    )  # fmt: skip
    assert [row["production"] for row in json.loads(done.out)] == [7, 6, 5]
    table = portal("list", "datasets", "production=5", "--columns", "path,production")
    assert table.lines[0].split() == ["path", "production"]
    assert table.lines[1].split() == [many[5], "5"]
    assert len(table.lines) == 2


def test_nothing_found_is_a_code_and_a_mistake_is_another(portal, many):
    for form, out in (("text", ""), ("table", ""), ("json", "[]\n")):
        done = portal("list", "datasets", "-q", "nowhere", "--format", form)
        assert (done.code, done.out, done.err) == (1, out, "")
    wrong = portal("list", "datasets", "colour=red")
    assert (wrong.code, wrong.err) == (2, "portal: colour: this list has no such filter\n")
    assert portal("list", "no-such-thing").code == 1


def test_an_export_is_what_the_page_exports(portal, many, tmp_path):
    assert portal("export", "datasets").lines == many
    target = tmp_path / "list.txt"
    done = portal("export", "datasets", "campaign=MC15rd_b", "-o", str(target))
    assert (done.code, done.out) == (0, "")
    assert target.read_text().splitlines() == [path for path in many if "mixed" in path]
    rows = list(csv.DictReader(StringIO(portal("export", "datasets", "production=3", "--as", "csv").out)))
    assert [row["path"] for row in rows] == [many[3]]


def test_whoever_stops_reading_is_left_alone(live_server, personas, many, tmp_path):
    _, secret = issue(user=personas["member"], name="x", scope="read", days=30, by=personas["member"])
    for command in ("list datasets --format text", "export datasets", "list datasets --format json"):
        script = f'"{sys.executable}" -m collab_portal_client {command} | head -n 1; echo "${{PIPESTATUS[0]}}"'
        done = subprocess.run(
            ["bash", "-c", script],
            env=environment(tmp_path, PORTAL_URL=live_server.url, PORTAL_TOKEN=secret),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert done.stdout.splitlines()[-1] == "141", command
        assert done.stderr == ""


def test_search_finds_names_and_texts(portal, many):
    made = campaign("Special2026")
    done = portal("search", "Special2026", "--format", "json")
    [found] = json.loads(done.out)
    assert (found["label"], found["url"].endswith(made.get_absolute_url())) == ("Campaign Special2026", True)
    texts = portal("search", "mixe")
    assert texts.code == 0
    assert "Datasets: there are more, see " in texts.err
    assert portal("search", "nowhere at all").code == 1
    assert portal("search", " ").code == 2
    stranger = portal("search", "Special2026", who="")
    assert (stranger.code, "Give a token" in stranger.err) == (3, True)


def test_show_takes_a_path_a_name_a_number_and_an_address(portal, many, live_server):
    made = collection("published", 3)
    for text in (made.path, str(made), f"collections/{made.pk}", f"{live_server.url}/collections/{made.pk}/"):
        done = portal("show", text, "--format", "json")
        assert json.loads(done.out)["path"] == made.path, text
    assert portal("show", many[7], "--format", "text").out == f"{many[7]}\n"
    assert ["path", many[7]] in [line.split() for line in portal("show", many[7]).lines]
    assert portal("show", f"{many[7]}/sub00/mdst_000001_prod00000007_task1.root", "--format", "text").code == 0
    assert portal("show", "nowhere").code == 1
    assert portal("show", "collections/999999").code == 1


def test_show_does_not_guess(portal, many):
    global_tag(9)
    done = portal("show", "9")
    assert (done.code, done.out) == (2, "")
    assert "9 names 2 things, say which: " in done.err
    assert "globaltags/" in done.err
    assert portal("show", "DB00000009", "--format", "text").code == 0


def test_show_says_what_to_use_instead(portal):
    new = collection("published", 2)
    old = collection("superseded", 1, successor=new)
    done = portal("show", f"collections/{old.pk}", "--format", "text")
    assert (done.code, done.err) == (0, f"portal: superseded: use {new.path} instead\n")


def test_diff_of_two_versions(portal, many):
    rows = [dataset(number) for number in range(2000, 2004)]
    first, second = collection("published", 1, rows[:3]), collection("published", 2, rows[1:])
    done = portal("diff", first.path, second.path, "--format", "text")
    assert (done.code, done.lines) == (1, [f"- {rows[0].path}", f"+ {rows[3].path}"])
    found = json.loads(portal("diff", str(first), f"collections/{second.pk}", "--format", "json").out)
    assert found == [{"change": "removed", "path": rows[0].path}, {"change": "added", "path": rows[3].path}]
    same = portal("diff", first.path, first.path)
    assert (same.code, same.out) == (0, "")
    assert portal("diff", first.path, rows[0].path).code == 2


def test_who_may_not_is_told_so(portal, many, live_server, run, personas):
    done = portal("list", "datasets", who="")
    assert done.code == 3
    assert "Give a token: make one under “Sign-in and security”" in done.err
    assert portal("export", "datasets", who="").code == 3
    assert portal("list", "datasets", who="applicant").code == 3
    token, secret = issue(user=personas["member"], name="x", scope="read", days=30, by=personas["member"])
    asked = {"PORTAL_URL": live_server.url, "PORTAL_TOKEN": secret}
    assert run("list", "datasets", "--limit", "1", **asked).code == 0
    revoke(token=token, by=personas["member"])
    done = run("list", "datasets", "--limit", "1", **asked)
    assert (done.code, done.err) == (3, "portal: not allowed: This access token is not known, or it was revoked.\n")


def test_a_portal_that_is_too_slow_says_so(portal, many, settings):
    from tests.portal.test_faults import held

    settings.PORTAL_SEARCH_SECONDS = 0.2
    with held("datasets_dataset"):
        done = portal("list", "datasets", "-q", "mdst")
    assert (done.code, done.err) == (4, "portal: The database took too long to answer and was stopped.\n")
