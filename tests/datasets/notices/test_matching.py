"""What a notice affects is what looking at each dataset by itself says, whatever is written and in whichever order."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets.catalogue.importers import DatasetImporter, register
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from datasets.collections import actions as collections
from datasets.collections.models import Collection, CollectionMember
from datasets.notices import actions
from datasets.notices.models import Notice, Unmatched
from datasets.notices.specs import FIELDS
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM
from tests.datasets.conftest import mc
from tests.datasets.notices.conftest import counted, expected, expected_in_collections, kept, raw, unmarked

POOL = [
    *(raw(run, exp) for exp in (17, 18) for run in (229, 230, 245, 260, 261, "r00000", "%r")),
    *(raw(run, campaign="proc16", skim="all") for run in (230, 272, "r00000")),
    *(mc(run, kind) for run in (0, 230, 231) for kind in ("ddbar", "1110021000", "uubar/14120601")),
    *("/belle/user/kim/my_sample", "/belle/group/physics/e0018/r00230"),
]
PLACES = [f"/belle/collection/Data/sample_v{number}" for number in range(3)]

choices = {
    "campaign": ("proc13", "MC15rd_b", "(none)"),
    "event_type": ("ddbar", "(none)"),
    "experiment": ("18", "26", "(none)"),
    "general_skim": ("hadron", "all"),
    "data_class": ("Data", "MC", "user"),
    "skim_code": ("14120601", "(none)"),
}
queries = st.dictionaries(st.sampled_from(sorted(choices)), st.just(None), min_size=1, max_size=3).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(choices[name]), min_size=1, max_size=2) for name in names},
        optional={"q": st.sampled_from([["r00230"], ["e0018 mdst"], ["B_"], ["%"]])},
    )
)
addresses = queries.map(lambda found: "&".join(f"{name}={value}" for name, values in found.items() for value in values))
bounds = st.tuples(st.sampled_from([1, 229, 230, 231, 245, 260, 261, 272]), st.integers(0, 40))
lines = st.builds(
    lambda exp, spans, more: f"exp {exp}: {', '.join(f'{low}-{low + size}' for low, size in spans)}{more}",
    st.sampled_from([17, 18, 26, 99]),
    st.lists(bounds, max_size=3),
    st.sampled_from(["", "; campaign proc13", "; class Data", "; class MC", "; campaign proc16; class Data"]),
)
notices = st.builds(
    lambda query, paths, runs: dict(zip(FIELDS, (query, "\n".join(paths), "\n".join(runs)), strict=True)),
    st.one_of(st.just(""), addresses.map(lambda text: text.replace("%", "%25"))),
    st.lists(st.sampled_from([*POOL, *PLACES, "/belle/user/nobody/knows"]), max_size=4),
    st.lists(lines, max_size=2),
).filter(lambda facts: any(facts.values()))

slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(facts, number):
    made = actions.draft(by=SYSTEM, title=f"Notice {number}", body="It is wrong.", **facts)
    if number % 2 == 0:
        actions.open_notice(made, by=SYSTEM)
    return made


def agree():
    for notice in Notice.objects.all():
        wanted = expected(notice)
        assert kept(notice) == wanted, (notice.query, notice.paths, notice.runs)
        sure = sum(wanted.values())
        assert (notice.certain, notice.possible) == (sure, len(wanted) - sure)
        assert counted(notice) == expected_in_collections(notice)
    assert unmarked() == []


@pytest.mark.django_db
@slow
@given(st.lists(notices, min_size=1, max_size=3), st.permutations(POOL), st.randoms(use_true_random=False))
def test_matches_are_those_of_brute_force_after_imports_in_any_order(asked, order, rng):
    with transaction.atomic():
        _in_some_order(asked, order, rng)
        transaction.set_rollback(True)


def _in_some_order(asked, order, rng):
    batches = [order[start : start + 7] for start in range(0, len(order), 7)]
    steps = [("register", batch) for batch in batches]
    steps += [("notice", facts) for facts in enumerate(asked)]
    steps += [(verb, place) for place in PLACES for verb in ("make", "fill", "thin")]
    rng.shuffle(steps)
    for what, arg in steps:
        known = list(Dataset.objects.order_by("path"))
        made = Collection.objects.filter(path=arg).first() if what in ("fill", "thin") else None
        match what:
            case "register":
                register(map(classify, arg))
            case "notice":
                write(arg[1], arg[0])
            case "make":
                collections.create(arg, rng.sample(known, len(known) // 2), by=SYSTEM)
            case "fill" if made is not None:
                held = set(made.members.values_list("dataset", flat=True))
                more = [row for row in known if row.pk not in held][:3]
                for position, row in enumerate(more, start=100):
                    CollectionMember.objects.create(collection=made, dataset=row, position=position)
            case "thin" if made is not None:
                made.members.filter(position__lte=3).delete()
    actions.catch_up()
    agree()
    assert not Unmatched.objects.exists()


@pytest.mark.django_db
@slow
@given(notices, notices)
def test_an_edit_leaves_nothing_of_what_it_was(before, after):
    with transaction.atomic():
        register(map(classify, POOL))
        made = write(before, 0)
        actions.edit(made, by=SYSTEM, **after)
        agree()
        transaction.set_rollback(True)


@pytest.mark.django_db
@slow
@given(st.lists(notices, min_size=2, max_size=4), st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_datasets_say_at_any_moment_what_open_notices_are_to_them(asked, turns):
    """Opened, closed and opened again, with others that affect the same datasets still open."""
    with transaction.atomic():
        register(map(classify, POOL))
        made = [write(facts, 1) for facts in asked]
        for turn in turns:
            chosen = made[turn % len(made)]
            chosen.refresh_from_db()
            match chosen.state:
                case "draft":
                    actions.open_notice(chosen, by=SYSTEM)
                case "open":
                    actions.close(chosen, by=SYSTEM, reason="Repaired.")
                case "closed":
                    actions.reopen(chosen, by=SYSTEM, reason="Not repaired.")
            assert unmarked() == []
        transaction.set_rollback(True)


def test_runs_count_at_both_ends_and_merged_ones_only_possibly(datasets, notice):
    datasets(*POOL)
    found = kept(notice(runs="exp 18: 230-260"))
    assert found == {
        raw(230): True,
        raw(245): True,
        raw(260): True,
        raw("r00000"): False,
        raw("%r"): False,
        raw(230, campaign="proc16", skim="all"): True,
        raw("r00000", campaign="proc16", skim="all"): False,
    }
    assert kept(notice(runs="exp 18: 230-260; campaign proc16")).keys() == {
        raw(230, campaign="proc16", skim="all"),
        raw("r00000", campaign="proc16", skim="all"),
    }


def test_what_another_part_finds_surely_is_not_only_possible(datasets, notice):
    datasets(raw("r00000"), raw(1))
    assert kept(notice(runs="exp 18: 230", paths=raw("r00000"))) == {raw("r00000"): True}


def test_a_path_that_is_not_known_matches_when_it_comes(datasets, notice, tmp_path):
    made = notice(paths=f"{mc(1)}\n{mc(2)}/")
    assert (kept(made), made.paths) == ({}, f"{mc(1)}\n{mc(2)}")
    file = tmp_path / "paths.txt"
    file.write_text(f"{mc(2)}\n{mc(3)}\n")
    DatasetImporter().run([file], by=SYSTEM, apply=True)
    assert kept(made) == {mc(2): True}
    made.refresh_from_db()
    assert made.certain == 1


def test_an_import_costs_what_is_new_and_not_what_there_is(datasets, notice, tmp_path):
    """The plan reads datasets by the keys of the new rows, never the whole table."""
    datasets(*POOL)
    for number in range(5):
        notice(f"Notice {number}", query="q=mdst", runs="exp 18: 230-260")
    actions.catch_up()
    file = tmp_path / "paths.txt"
    file.write_text(mc(77) + "\n")
    with CaptureQueriesContext(connection) as asked:
        DatasetImporter().run([file], by=SYSTEM, apply=True)
    matching = [query["sql"] for query in asked if "WITH found" in query["sql"]]
    key = Dataset.objects.get(path=mc(77)).pk
    assert len(matching) == 5
    assert all(f"dataset_id BETWEEN {key} AND {key}" in sql for sql in matching)


def test_a_collection_by_its_path_affects_its_members_as_they_are(datasets, collection, notice):
    place = "/belle/collection/MC/mixed_v1"
    made = notice(paths=place)
    named = collection("mixed_v1", mc(1), mc(2), published=False)
    actions.catch_up()
    assert kept(made) == {mc(1): True, mc(2): True}
    assert counted(made) == {place: (2, 0)}
    named.members.filter(dataset__path=mc(1)).delete()
    actions.catch_up()
    assert kept(made) == {mc(2): True}
    assert counted(made) == {place: (1, 0)}
    collections.publish(named, by=SYSTEM)
    assert counted(made) == {place: (1, 0)}


def test_publishing_leaves_nothing_to_catch_up_with(collection, notice):
    made = notice(query="event_type=ddbar")
    collection("mixed_v1", mc(1), mc(1, kind="uubar"))
    assert kept(made) == {mc(1): True}
    assert counted(made) == {"/belle/collection/MC/mixed_v1": (1, 0)}
    assert not Unmatched.objects.exists()


def test_levels_that_are_read_anew_are_matched_anew(datasets, notice):
    (row,) = datasets(mc(1))
    made = notice(query="campaign=MC15rd_b")
    Dataset.objects.filter(pk=row.pk).update(campaign="MC15rd_c")
    actions.catch_up()
    assert kept(made) == {}
    Dataset.objects.filter(pk=row.pk).update(events=7, state="withdrawn")
    assert not Unmatched.objects.exists()


def test_a_statement_that_changes_many_leaves_one_mark(datasets):
    """An import that fills a level of a million datasets must not leave a million of them."""
    rows = datasets(*(mc(run) for run in range(1, 6)))
    actions.catch_up()
    inner = [row.pk for row in rows[1:4]]
    Dataset.objects.filter(pk__in=[*inner, rows[0].pk]).exclude(pk=rows[0].pk).update(general_skim="hadron")
    assert list(Unmatched.objects.values_list("low", "high", "collection")) == [(inner[0], inner[-1], None)]
    Dataset.objects.update(general_skim="hadron")
    assert list(Unmatched.objects.values_list("low", "high")[1:]) == [(rows[0].pk, rows[-1].pk)]


def test_what_a_closed_notice_affected_stays_as_it_was(datasets, notice):
    datasets(mc(1))
    made = notice(query="campaign=MC15rd_b")
    actions.close(made, by=SYSTEM, reason="It was corrected")
    datasets(mc(2))
    actions.catch_up()
    assert kept(made) == {mc(1): True}
    actions.reopen(made, by=SYSTEM, reason="It was not")
    assert kept(made) == {mc(1): True, mc(2): True}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"query": "state=withdrawn"}, "query: state: a notice goes by what paths say, and this may change"),
        ({"query": "collection=1"}, "query: collection: a notice goes by what paths say, and this may change"),
        ({"query": "experiment=18&run_from=230"}, "query: run_from: give runs as ranges of runs, which find what"),
        ({"query": "q=mdst state:withdrawn"}, "query: state: a notice goes by what paths say, and this may change"),
        ({"query": "q=exp:18 run:230..260"}, "query: run: give runs as ranges of runs, which find what is merged"),
        ({"query": "state!=good"}, "query: state: a notice goes by what paths say, and this may change"),
        ({"query": "q=events:1.."}, "query: events: a notice goes by what paths say, and this may change"),
        ({"query": "nothing=1"}, "query: nothing: this list has no such filter"),
        ({"query": "experiment=x"}, "query: experiment: Select a valid choice. x is not one of the available"),
        ({"query": "campaign=a%00b"}, "query: campaign: "),
        ({"query": "sort=path&page=3"}, "query: the search would find every dataset; choose a filter"),
        ({"query": "campaign="}, "query: the search would find every dataset; choose a filter"),
        ({"query": "https://portal.example/people/?q=x"}, "query: this is the address of another page"),
        ({"query": "a&" * 1500}, "query: this is no address of a search"),
        ({"query": "q=" + "x" * 5000}, "query: the search is longer than 4000 characters"),
        ({"runs": "exp 18: 9-1"}, "runs: line 1: 9-1: the range begins after its end"),
        ({"paths": "'; DROP TABLE x; --"}, "paths: line 1: A path on the grid starts with /belle/"),
        ({"paths": f"{mc(1)}\n/belle/a\x07b"}, "paths: line 2: "),
        ({}, "query: say what it affects"),
        ({"query": "  ", "paths": "\n"}, "query: say what it affects"),
        ({"query": "campaign=x", "body": "  "}, "body: it must not be empty"),
        ({"query": "campaign=x", "severity": "bad"}, "severity: it is one of information, warning"),
        ({"query": "campaign=x", "title": "x" * 151}, "title: it is longer than 150 characters"),
    ],
)
def test_what_cannot_be_matched_is_refused_by_the_field(notice, facts, why):
    with pytest.raises(MoveRefused) as refused:
        notice(**facts)
    assert str(refused.value).startswith(why)
    assert not Notice.objects.exists()


def test_an_address_is_kept_in_one_form(notice):
    made = notice(
        query="https://portal.example/datasets/?event_type=ddbar&campaign=b&campaign=a&sort=path&q=+r0 &page=2#x"
    )
    assert made.query == "campaign=a&campaign=b&event_type=ddbar&q=r0"


def test_the_language_of_the_search_is_that_of_the_list(datasets, notice):
    datasets(mc(1), mc(2), mc(1, kind="uubar"), raw(230))
    assert kept(notice(query="q=exp:26 -type:uubar r0000?")) == {mc(1): True, mc(2): True}
    made = notice(query="campaign=MC15rd_b&event_type!=ddbar")
    assert (made.query, kept(made)) == ("campaign=MC15rd_b&event_type%21=ddbar", {mc(1, kind="uubar"): True})
