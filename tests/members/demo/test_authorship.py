"""Authorship: waiting time, grace after leaving, footnotes, the two lists."""

from collections import Counter, defaultdict
from datetime import timedelta

from members.authorship.choices import ListState, NoteKind
from members.demo.authorship import GRACE, WAITING
from members.demo.institutes import founded_on


def entitled(demo):
    may = {category.code for category in demo.categories if category.may_be_author}
    rows = defaultdict(list)
    for row in demo.memberships:
        if row.category in may:
            rows[row.person].append(row)
    return rows


def test_one_period_per_author_inside_the_rules(demo):
    rows, dead = entitled(demo), {person.key for person in demo.people if person.deceased_on}
    assert len({one.person for one in demo.authorships}) == len(demo.authorships)
    for one in demo.authorships:
        first = rows[one.person][0].from_on
        founder = first == founded_on(demo.today)
        assert one.from_on == (first if founder else first + WAITING)
        assert one.until is None or one.from_on < one.until
        if one.reason == "a year after leaving":
            assert one.until == max(row.until for row in rows[one.person]) + GRACE
        if one.person in dead:
            assert one.reason == "deceased"


def test_who_may_not_sign_does_not(demo):
    authors = {one.person for one in demo.authorships}
    assert authors <= entitled(demo).keys()
    assert len(authors) in range(850, 950)


def test_present_members_sign_and_so_do_some_who_left(demo):
    members = {row.person for row in demo.memberships if row.holds_on(demo.today)}
    signing = {one.person for one in demo.authorships if one.holds_on(demo.today)}
    assert len(signing) in range(680, 800)
    assert len(signing - members) in range(15, 80)
    assert len(members - signing) > 40
    ended = Counter(one.reason for one in demo.authorships)
    assert ended["at the own request"] in range(3, 20)


def test_footnotes_belong_to_people_who_sign(demo):
    signing = {one.person: one for one in demo.authorships if one.holds_on(demo.today)}
    assert Counter(note.kind for note in demo.author_notes) == {NoteKind.ALSO_AT: 11, NoteKind.NOW_AT: 6}
    for note in demo.author_notes:
        assert signing[note.person].from_on <= note.from_on <= demo.today
        assert not note.text.lower().startswith(("also at", "now at"))
        assert note.until is None or note.from_on < note.until
    # More than eight different texts would need letters instead of symbols; a few are shared.
    assert len({note.text for note in demo.author_notes}) in range(6, 9)


def test_one_list_is_frozen_and_one_is_open(demo):
    frozen, still_open = demo.author_lists
    assert (frozen.state, still_open.state) == (ListState.FROZEN, ListState.OPEN)
    assert frozen.on < frozen.frozen_at.date() < demo.today
    assert still_open.frozen_at is None
    assert demo.today - timedelta(days=30) < still_open.on < demo.today
    assert frozen.reference != still_open.reference
