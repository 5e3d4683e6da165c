"""Calibrations: their way to release, the days of it, who may, and how pages and programs see them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from datasets.calibration import actions
from datasets.calibration.choices import DATES, CalibrationState
from datasets.calibration.models import Calibration
from datasets.campaigns.models import Campaign
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt():
    return Campaign.objects.create(name="prompt", kind="prompt", parts=["bucket40", "bucket41", "bucket42"])


@pytest.fixture
def bucket(prompt):
    return actions.begin(prompt, "bucket40", by=SYSTEM)


def days(found):
    return [getattr(found, name) is not None for name in DATES.values()]


def test_the_way_to_release_leaves_the_day_of_each_state(bucket):
    reached = []
    for name in ("start", "validate", "sign_off", "release"):
        if name == "sign_off":
            with pytest.raises(MoveRefused, match="say first who validates it"):
                actions.MOVES[name](bucket, by=SYSTEM)
            actions.edit(bucket, by=SYSTEM, validators="Data quality group")
        if name == "release":
            with pytest.raises(MoveRefused, match="say first which global tag holds its constants"):
                actions.MOVES[name](bucket, by=SYSTEM)
            actions.edit(bucket, by=SYSTEM, global_tag="data_prompt_rel08")
        actions.MOVES[name](bucket, by=SYSTEM)
        reached.append((bucket.state, days(bucket)))
    assert reached == [
        ("running", [True, False, False, False]),
        ("validation", [True, True, False, False]),
        ("signed_off", [True, True, True, False]),
        ("released", [True, True, True, True]),
    ]
    assert bucket.since == bucket.released_on == timezone.localdate()


def test_what_is_calibrated_again_has_no_later_day_any_more_but_a_history(bucket):
    actions.edit(bucket, by=SYSTEM, validators="A group")
    for name in ("start", "validate", "sign_off"):
        actions.MOVES[name](bucket, by=SYSTEM)
    with pytest.raises(MoveRefused, match="a reason is needed"):
        actions.MOVES["repeat"](bucket, by=SYSTEM)
    actions.MOVES["repeat"](bucket, by=SYSTEM, reason="the beam spot moved")
    assert (bucket.state, days(bucket)) == ("running", [True, False, False, False])
    assert any(entry.reason == "the beam spot moved" for entry in entries(bucket))


def test_the_database_ties_days_to_states(bucket):
    day = date(2026, 3, 1)
    for wrong in (
        {"state": "running"},
        {"started_on": day},
        {"state": "validation", "started_on": day, "validation_on": day - timedelta(days=1)},
        {"luminosity": -1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Calibration.objects.filter(pk=bucket.pk).update(**wrong)
    Calibration.objects.filter(pk=bucket.pk).update(state="validation", started_on=day, validation_on=day)


def test_only_parts_of_the_campaign_and_each_once(prompt, bucket):
    with pytest.raises(MoveRefused, match="part: prompt has no part bucket39; it has bucket40, bucket41, bucket42"):
        actions.begin(prompt, "bucket39", by=SYSTEM)
    with pytest.raises(MoveRefused, match="part: the calibration of bucket40 is on record already"):
        actions.begin(prompt, " bucket40 ", by=SYSTEM)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"experiments": "8-7"}, "experiments: 8-7: the range begins after its end"),
        ({"runs": "12-"}, "runs: '12-' is not a run"),
        ({"luminosity": -1}, "luminosity: a luminosity is not negative"),
        ({"released_on": date(2026, 1, 1)}, "released_on: it is running and has not come so far"),
        ({"started_on": None}, "started_on: it is running, so this day is needed"),
        ({"started_on": date(2999, 1, 1)}, "started_on: this day is still to come"),
    ],
)
def test_facts_that_cannot_be_are_refused_by_name(bucket, facts, said):
    actions.MOVES["start"](bucket, by=SYSTEM)
    with pytest.raises(MoveRefused, match=said):
        actions.edit(bucket, by=SYSTEM, **facts)
    assert Calibration.objects.get().started_on == timezone.localdate()


def test_only_the_production_keeps_them(bucket, personas, prompt):
    for call in (
        lambda by: actions.begin(prompt, "bucket41", by=by),
        lambda by: actions.edit(bucket, by=by, remark="x"),
        lambda by: actions.MOVES["start"](bucket, by=by),
    ):
        with pytest.raises(Denied):
            call(personas["member"])
    actions.MOVES["start"](bucket, by=personas["manager"])


def test_the_page_of_the_campaign_shows_all_its_parts(member, manager, prompt):
    assert "Calibration" not in member.get(prompt.get_absolute_url()).content.decode().split("<main")[1]
    actions.begin(prompt, "bucket41", by=SYSTEM, runs="798-3904, 4272-5512", luminosity=12, remark="Refitted")
    html = member.get(prompt.get_absolute_url()).content.decode()
    for said in ("bucket40", "bucket42", "not on record", "planned", "798-3904, 4272-5512", "12 fb⁻¹", "Refitted"):
        assert said in html
    assert "Calibrate a part" not in html
    assert "Calibrate a part" in manager.get(prompt.get_absolute_url()).content.decode()


def test_the_pages_make_and_change_one(manager, prompt):
    wrong = manager.post("/calibrations/new/", {"campaign": "prompt", "part": "bucket1"})
    assert (wrong.status_code, "has no part bucket1" in wrong.content.decode()) == (422, True)
    manager.post("/calibrations/new/", {"campaign": "prompt", "part": "bucket40", "experiments": "33"})
    made = Calibration.objects.get()
    manager.post(f"/calibrations/{made.pk}/start/")
    earlier = (timezone.localdate() - timedelta(days=3)).isoformat()
    answer = manager.post(f"/calibrations/{made.pk}/edit/", {"started_on": earlier, "experiments": "33-34"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.started_on.isoformat(), made.experiments) == ("running", earlier, "33-34")
    without = manager.post(f"/calibrations/{made.pk}/edit/", {"started_on": ""})
    assert without.status_code == 422


def test_programs_make_move_and_change_one(member, manager, prompt):
    url = "/api/v1/calibrations/"
    facts = {"campaign": "prompt", "part": "bucket40", "luminosity": 14.1}
    assert member.post(url, facts, content_type="application/json").status_code == 403
    made = manager.post(url, facts, content_type="application/json")
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["campaign"], row["part"], row["state"], float(row["luminosity"])) == (
        "prompt", "bucket40", CalibrationState.PLANNED, 14.1,
    )  # fmt: skip
    (start,) = [move for move in row["moves"] if move["name"] == "start"]
    assert manager.post(start["url"], {}, content_type="application/json").status_code == 200
    one = f"{url}{Calibration.objects.get().pk}/"
    changed = manager.patch(one, {"validators": "A group"}, content_type="application/json")
    assert (changed.status_code, changed.json()["validators"], changed.json()["state"]) == (200, "A group", "running")
    wrong = manager.patch(one, {"released_on": "2026-01-01"}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json())) == (400, ["released_on"])
    assert [move["name"] for move in member.get(one).json()["moves"]] == []
