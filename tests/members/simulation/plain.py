"""What by-laws and documentation say, computed plainly from the rows of a day. Knows no query of the portal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from members.bylaws import Bylaws
from tests.members.simulation.record import Row, Snapshot, includes, last_day

DECIDED = ("left", "transferred", "category", "deceased", "sponsor")


def status(day: Snapshot, person: int, laws: Bylaws) -> str:
    record, rows, on = day.people[person], day.of[person], day.on
    if record["deceased"] and (record["deceased_on"] is None or record["deceased_on"] <= on):
        return "deceased"
    current = [row for row in rows if includes(row["period"], on)]
    if current and day.is_suspended(person):
        return "suspended"
    if current:
        ends = [row["period"].upper for row in current]
        soon = on + timedelta(days=laws.memberships.expiring_days)
        return "active" if any(end is None or end > soon for end in ends) else "expiring"
    if any(row["period"].lower > on for row in rows):
        return "future"
    if not rows:
        return "none"
    over = max(row["period"].upper for row in rows)
    return "expired" if over + timedelta(days=laws.memberships.grace_days) > on else "former"


def shares(day: Snapshot) -> dict[int, int]:
    """By person, the percent that is taken today."""
    found: dict[int, int] = {}
    for row in day.memberships:
        if includes(row["period"], day.on):
            found[row["person_id"]] = found.get(row["person_id"], 0) + (row["share"] or 0)
    return found


def printed(day: Snapshot, person: int) -> list[int]:
    """The institutes behind a name on a paper: those of today in order, else those that ended last."""
    current = [row["institute_id"] for row in day.of[person] if includes(row["period"], day.on)]
    over = [row for row in day.of[person] if row["period"].upper is not None and row["period"].upper <= day.on]
    if current or not over:
        return current
    last = max(row["period"].upper for row in over)
    return [row["institute_id"] for row in over if row["period"].upper == last]


def _undecided(day: Snapshot, row: Row) -> bool:
    """It ends, and nobody has said what comes after."""
    end = row["period"].upper
    follows = any(other["period"].lower == end for other in day.of[row["person_id"]])
    return end is not None and row["ending"] not in DECIDED and not follows and day.living(row["person_id"])


def reminders(day: Snapshot, laws: Bylaws) -> dict[tuple[int, date, int], bool]:
    """Every reminder that has come by today, as (membership, last day, days before): whether it is the latest."""
    rules, found = laws.memberships, {}
    for row in day.memberships:
        if not _undecided(day, row) or row["not_renewed_at"] or day.is_suspended(row["person_id"]):
            continue
        last = last_day(row)
        assert last is not None
        if last < day.on + timedelta(days=min(rules.reminder_days) - rules.catch_up_days):
            continue
        come = [days for days in rules.reminder_days if last - timedelta(days=days) <= day.on]
        for days in come:
            found[row["id"], last, days] = days == min(come)
    return found


def notes(day: Snapshot, laws: Bylaws) -> set[tuple[int, str, str, int, date]]:
    """Every policy that applies by today: (membership, occasion, action, days, because of which day)."""
    found = set()
    for policy in laws.expiry:
        latest = day.on + timedelta(days=policy.days)
        earliest = latest - timedelta(days=laws.memberships.catch_up_days)
        for row, because in _OCCASIONS[policy.when](day, earliest, latest):
            category = day.categories[row["category_id"]]["code"] if row["category_id"] else None
            if not policy.categories or category in policy.categories:
                found.add((row["id"], policy.when, policy.action, policy.days, because))
    return found


def _ended(day: Snapshot, earliest: date, latest: date) -> Iterator[tuple[Row, date]]:
    for row in day.memberships:
        if _undecided(day, row) and earliest <= row["period"].upper - timedelta(days=1) <= latest:
            yield row, row["period"].upper - timedelta(days=1)


def _sponsor_gone(day: Snapshot, earliest: date, latest: date) -> Iterator[tuple[Row, date]]:
    """However long ago: a death is told late. Who answers is a member there, no guest."""
    for guest in day.memberships:
        sponsor, until = guest["sponsor_id"], guest["period"].upper
        if sponsor is None or not day.living(guest["person_id"]) or (until is not None and until <= earliest):
            continue
        there = [
            row["period"].upper
            for row in day.of[sponsor]
            if row["institute_id"] == guest["institute_id"]
            and (row["category_id"] is None or day.categories[row["category_id"]]["is_member"])
        ]
        if day.living(sponsor) and any(end is None or end > latest + timedelta(days=1) for end in there):
            continue
        known = max(there) if there and None not in there else None
        end = known or day.people[sponsor]["deceased_on"] or guest["period"].lower
        if end - timedelta(days=1) <= latest and (until is None or until > end):
            yield guest, end - timedelta(days=1)


def _institute_leaves(day: Snapshot, earliest: date, latest: date) -> Iterator[tuple[Row, date]]:
    for row in day.memberships:
        end = day.institutes[row["institute_id"]]["period"].upper
        if end is None or row["ending"] in DECIDED or not day.living(row["person_id"]):
            continue
        if includes(row["period"], end - timedelta(days=1)) and earliest <= end - timedelta(days=1) <= latest:
            yield row, end - timedelta(days=1)


_OCCASIONS = {"end": _ended, "sponsor-gone": _sponsor_gone, "institute-leaving": _institute_leaves}


def deciders(day: Snapshot, request: Row) -> list[Row]:
    """Who can decide a request for its institute today: alive, on the way in or a member, not the applicant."""
    found = []
    for row in day.delegates:
        person = row["person_id"]
        if row["institute_id"] != request["institute_id"] or not includes(row["period"], day.on):
            continue
        own = person == request["person_id"] or day.people[person]["email"].lower() == request["email"].lower()
        rows = day.of[person]
        gone = bool(rows) and all(item["period"].upper is not None and item["period"].upper <= day.on for item in rows)
        if day.living(person) and day.people[person]["email"] and not own and not gone and not day.is_suspended(person):
            found.append(row)
    return found


def alarms(day: Snapshot, request: Row, raised: set[str], laws: Bylaws) -> dict[str, bool]:
    """The alarms of a request that are due and not raised yet: whether somebody is told, or it is overtaken."""
    if request["state"] not in ("waiting", "held", "endorsed"):
        return {}
    rules = laws.requests
    serving = deciders(day, request)
    waited = day.now - (request["waiting_since"] or request["confirmed_at"])
    hours = {"remind": rules.remind_hours, "deputy": rules.deputy_hours, "office": rules.office_hours}
    if request["state"] == "endorsed":
        due = ["office"] if waited >= timedelta(hours=rules.remind_hours) else []
    elif not serving:
        due = ["office"]
    elif request["state"] == "held":
        due = []
    else:
        due = [alarm for alarm, limit in hours.items() if waited >= timedelta(hours=limit)]
        claimed = request["claimed_by_id"] and day.now < request["claimed_at"] + timedelta(hours=rules.claim_hours)
        if claimed and "office" not in due:
            due = []
    fresh = [alarm for alarm in due if alarm not in raised]
    reaches = [alarm for alarm in fresh if alarm != "deputy" or any(row["deputy"] for row in serving)]
    return {alarm: bool(reaches) and alarm == reaches[-1] for alarm in fresh}
