"""What must be true every day, whatever happened: the portal against the plain computation."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from django.http import QueryDict

from members.accession.models import DepartureReminder
from members.authorship.queries import published_list, signing
from members.bylaws import bylaws
from members.memberships.models import PolicyNote, Reminder
from members.people import queries as people
from members.people.listing import PeopleListing
from members.people.models import Person
from members.requests.models import RequestAlarm
from portal.listing import Context
from portal.listing.query import read_query
from portal.policy import SYSTEM
from tests.members.simulation import plain
from tests.members.simulation.life import Life
from tests.members.simulation.record import CURATED, Mails, Snapshot, includes


class Invariants:
    """Remembers what it has seen, so that each day is compared with the one before."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.mails = Mails()
        self.mails.fresh()
        self.seen: dict[Any, dict[int, Any]] = Snapshot().curated
        self.events = {model: _newest_event(model) for model in CURATED}
        self.counts: Counter[str] = Counter()
        self.printed: Any = None
        self.latest: Snapshot | None = None

    # every day

    def of_the_day(self) -> None:
        day = self.snapshot()
        self._nobody_has_more_than_the_whole_time(day)
        self._directory_is_complete(day)
        self._authors_have_their_places(day)
        self._nobody_drops_out_during_a_transfer(day)
        self._history_explains_what_changed(day)

    def _nobody_has_more_than_the_whole_time(self, day: Snapshot) -> None:
        crowded = {person: percent for person, percent in plain.shares(day).items() if percent > 100}
        assert crowded == {}, f"shares on {day.on}"

    def _directory_is_complete(self, day: Snapshot) -> None:
        """Everybody but who comes later is in the list of people, with the status and the first place of the day."""
        listing, laws = PeopleListing(), bylaws()
        query = read_query(listing, Context(SYSTEM, day.on, day.on), QueryDict())
        told = {
            row["pk"]: (row[listing.by_name["status"].source], (row["affiliation"] or {}).get("institute"))
            for row in listing.rows(query, query.shown)
        }
        expected = {}
        for person in day.people:
            rows = day.of[person]
            if rows and min(row["period"].lower for row in rows) > day.on:
                continue
            current = [row for row in rows if includes(row["period"], day.on)]
            place = day.institutes[current[0]["institute_id"]]["short_name"] if current else None
            expected[person] = (plain.status(day, person, laws), place)
        _same(told, expected, f"directory on {day.on}")
        self.counts.update(f"status {status}" for status, _ in expected.values())
        later = set(day.people) - set(expected)
        self.counts["status future"] += len(later)
        self._status_of_who_comes_later(day, later)

    def _status_of_who_comes_later(self, day: Snapshot, later: set[int]) -> None:
        if later:
            rows = Person.objects.filter(pk__in=later).annotate(now=people.status(day.on)).values_list("pk", "now")
            _same(dict(rows), {key: plain.status(day, key, bylaws()) for key in later}, f"status on {day.on}")

    def _authors_have_their_places(self, day: Snapshot) -> None:
        """Asked when a row has changed, or a period begins or ends: else the list is that of yesterday."""
        if day.fingerprint == self.printed and not day.is_turning:
            return
        self.printed = day.fingerprint
        uuids = {row["uuid"]: key for key, row in day.people.items()}
        places = {row["uuid"]: key for key, row in day.institutes.items()}
        told = {
            uuids[author.uuid]: [places[place.institute] for place in author.affiliations]
            for author in published_list(day.on).authors
        }
        expected = {key: plain.printed(day, key) for key in signing(day.on).values_list("person", flat=True)}
        _same(told, expected, f"author list on {day.on}")
        assert all(expected.values()), f"somebody signs without a place on {day.on}"

    def _nobody_drops_out_during_a_transfer(self, day: Snapshot) -> None:
        for transfer in self.life.transfers:
            kept = transfer.decided_on <= day.on <= transfer.kept_until
            there = transfer.starts_on <= day.on < transfer.starts_on + timedelta(days=5)
            places = {row["institute_id"] for row in day.of[transfer.person] if includes(row["period"], day.on)}
            assert not kept or transfer.old in places, f"{transfer} lost the old place on {day.on}"
            assert not there or transfer.new in places, f"{transfer} has no new place on {day.on}"
            self.counts["days in a transfer"] += kept or there

    def _history_explains_what_changed(self, day: Snapshot) -> None:
        """Each row that is another than yesterday has an event with verb and actor, and the last one equals the row."""
        if day.curated is self.seen:
            return
        actors = self.life.actors | {"the portal"}
        self.life.actors = set()
        for model in CURATED:
            events = model.pgh_event_model.objects.filter(pgh_id__gt=self.events[model]).order_by("pgh_id").values()
            last = {}
            for event in events:
                label, self.events[model] = event["pgh_context"] or {}, event["pgh_id"]
                assert label.get("verb"), f"a change of {model.__name__} {event['pgh_obj_id']} on {day.on} has no verb"
                assert label.get("who") in actors, f"{label} on {day.on} was done by nobody who acted: {actors}"
                last[event["pgh_obj_id"]] = event
            before, now = self.seen[model], day.curated[model]
            changed = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
            assert changed <= last.keys(), f"{model.__name__} {changed - last.keys()} changed on {day.on} without event"
            for key, event in last.items():
                assert (event["pgh_label"] == "delete") == (key not in now)
                told = {name: value for name, value in now.get(key, {}).items() if name in event}
                _same({name: event[name] for name in told}, told, f"last event of {model} {key}")
            self.counts[f"events of {model.__name__}"] += len(events)
        self.seen = day.curated

    # after the scheduler

    def scheduled(self, before: Snapshot) -> None:
        """What one pass did, given what was on record before it."""
        mails = self.mails.fresh()
        self._reminders_are_exactly_those_due(before, mails)
        self._policies_are_applied_once(before)
        self._departures_are_told(before)
        self._terms_are_warned_of(before)
        self._alarms_are_raised_in_time(before)

    def before(self) -> Snapshot:
        """Call before a pass: what is recorded so far, and the record itself."""
        self.mails.fresh()
        self.reminders = set(Reminder.objects.values_list("membership", "until", "days"))
        self.notes = set(_notes())
        self.alarms = set(RequestAlarm.objects.values_list("request", "alarm"))
        self.departures = set(DepartureReminder.objects.values_list("departure", "days"))
        return self.snapshot()

    def snapshot(self) -> Snapshot:
        self.latest = Snapshot(self.latest)
        return self.latest

    def _reminders_are_exactly_those_due(self, day: Snapshot, mails: list[tuple[str, str]]) -> None:
        due = plain.reminders(day, bylaws())
        expected = {}
        for key, latest in due.items():
            if key not in self.reminders:
                address = day.people[day.curated[CURATED[0]][key[0]]["person_id"]]["email"]
                expected[key] = latest and bool(address)
        rows = Reminder.objects.values_list("membership", "until", "days", "sent")
        told = {tuple(key): sent for *key, sent in rows if tuple(key) not in self.reminders}
        _same(told, expected, f"reminders on {day.on}")
        sent = Counter(f"membership:{key[0]}:reminder:{key[1]}:{key[2]}" for key, is_sent in told.items() if is_sent)
        mailed = Counter(key for key, _ in mails if ":reminder:" in key)
        assert mailed == sent, f"mails of reminders on {day.on}"
        ends = Counter((key[0], key[1]) for key, is_sent in told.items() if is_sent)
        assert all(number == 1 for number in ends.values()), f"a flood on {day.on}: {ends}"
        self.counts["reminders"] += len(sent)
        self.counts["reminders overtaken"] += len(told) - len(sent)

    def _policies_are_applied_once(self, day: Snapshot) -> None:
        told = _notes()
        assert len(told) == len(set(told))
        assert set(told) - self.notes == plain.notes(day, bylaws()) - self.notes, f"policies on {day.on}"
        self.counts["policies"] += len(set(told) - self.notes)

    def _departures_are_told(self, day: Snapshot) -> None:
        rules, expected = bylaws().institutes.departure_reminder_days, {}
        for row in day.departures:
            if row["state"] != "announced" or row["on"] <= day.on:
                continue
            come = [days for days in rules if row["on"] - timedelta(days=days) <= day.on]
            fresh = [days for days in come if (row["id"], days) not in self.departures]
            expected |= {(row["id"], days): days == min(fresh) for days in fresh}
        rows = DepartureReminder.objects.values_list("departure", "days", "sent")
        told = {tuple(key): sent for *key, sent in rows if tuple(key) not in self.departures}
        assert told == expected, f"reminders of departures on {day.on}"
        self.counts["reminders of departures"] += len(told)

    def _terms_are_warned_of(self, day: Snapshot) -> None:
        soon = day.on + timedelta(days=bylaws().groups.term_warning_days)
        for row in day.appointments:
            end = row["period"].upper
            if end is None or end > soon or not includes(row["period"], day.on) or row["post"] == "member":
                continue
            if day.living(row["person_id"]):
                assert f"term-ends:{row['id']}:{end}" in self.mails.keys, f"a term ends unseen on {day.on}"
                self.counts["days with a term that ends"] += 1

    def _alarms_are_raised_in_time(self, day: Snapshot) -> None:
        """No open request is left alone: somebody can decide it, or the office was asked; alarms come when due."""
        laws, told, raised = bylaws(), {}, defaultdict(set)
        for request, alarm in self.alarms:
            raised[request].add(alarm)
        for request, alarm, sent in RequestAlarm.objects.values_list("request", "alarm", "sent"):
            if (request, alarm) not in self.alarms:
                told[request, alarm] = sent
        expected = {}
        for request in day.requests:
            due = plain.alarms(day, request, raised[request["id"]], laws)
            expected |= {(request["id"], alarm): sent for alarm, sent in due.items()}
        _same(told, expected, f"alarms on {day.on}")
        asked = {key for key, alarm in (*self.alarms, *told) if alarm == "office"}
        for request in day.requests:
            if request["state"] in ("waiting", "held"):
                assert plain.deciders(day, request) or request["id"] in asked, f"{request} is unattended on {day.on}"
            elif request["state"] == "endorsed":
                occasion = f"membership-request:{request['id']}:endorsed-{request['endorsed_at']:%Y%m%d%H%M%S}"
                assert occasion in self.mails.keys, f"the office does not know of {request} on {day.on}"
        self.counts.update(f"alarm {alarm}" for _, alarm in told)


def _same(told: dict[Any, Any], expected: dict[Any, Any], what: str) -> None:
    """Fails with (told, expected) where the two differ."""
    differ = {
        key: (told.get(key, "nothing"), expected.get(key, "nothing"))
        for key in told.keys() | expected.keys()
        if told.get(key, "nothing") != expected.get(key, "nothing")
    }
    assert not differ, f"{what}: (told, expected) {differ}"


def _notes() -> list[tuple[Any, ...]]:
    return list(PolicyNote.objects.values_list("membership", "occasion", "action", "days", "on"))


def _newest_event(model: Any) -> int:
    return int(model.pgh_event_model.objects.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0)
