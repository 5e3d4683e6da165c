"""Rows for the benchmarks, made by the database itself: realistic in shape, invented in content."""

from __future__ import annotations

from django.db import connection

PEOPLE = """
INSERT INTO members_institute
    (uuid, name, short_name, kind, address, city, country, domain, inspire_name, ror, funding_agency, period)
SELECT gen_random_uuid(), 'University of Place ' || i, 'Place ' || lpad(i::text, 4, '0'), 'full', 'Street 1',
       'Place ' || i,
       chr(65 + i %% 26) || chr(65 + (i / 26) %% 26), '', 'Place U. ' || i, '', '', daterange('2015-01-01', NULL)
FROM generate_series(1, %(institutes)s) i;
INSERT INTO members_person (uuid, given_name, family_name, initials, suffix, native_name, paper_name, paper_given,
    paper_family, sort_override, sort_key, search_name, email, funding, deceased)
SELECT gen_random_uuid(),
    'Given' || i %% 997, 'Family' || md5(i::text), '', '', '', 'G. Family' || md5(i::text), '', '', '',
    'family' || md5(i::text) || ' given' || i %% 997, 'given' || i %% 997 || ' family' || md5(i::text),
    'p' || i || '@example.org', '', false
FROM generate_series(1, %(people)s) i;
INSERT INTO members_membership (person_id, institute_id, category_id, period, connection, position, ending)
SELECT p.id, (SELECT min(id) FROM members_institute) + p.id %% %(institutes)s,
    (SELECT min(id) FROM members_category) + p.id %% 9,
    CASE WHEN p.id %% 10 = 0 THEN daterange('2017-01-01', '2022-01-01') ELSE daterange('2019-01-01', NULL) END,
    'Affiliated with', 0, ''
FROM members_person p;
ANALYZE;
"""

DATASETS = """
INSERT INTO datasets_dataset (path, data_class, top, scope, proc_level, release, global_tag, campaign, production,
    stream, experiment, energy, run, run_low, run_high, general_skim, event_type, skim_code, data_level,
    files, events, size, state, first_seen_at)
SELECT '/belle/MC/' || release || '/DB' || lpad(tag::text, 8, '0') || '/' || campaign || '/prod'
        || lpad(production::text, 8, '0') || '/s00/e' || lpad(experiment::text, 4, '0')
        || '/4S/r' || lpad(run::text, 5, '0') || '/' || type || '/mdst',
    'MC', 'MC', 'mc', '', release, tag, campaign, production,
    's00', experiment, '4S', 'r' || lpad(run::text, 5, '0'), run, run, '', type, '', 'mdst',
    10, 149000 + run, 38000000000, 'good', now()
FROM (
    SELECT i, 'release-0' || 4 + i %% 5 || '-00-0' || i %% 3 AS release, 3000 + i %% 20 AS tag,
        (ARRAY['MC16rd_proc16', 'MC16rd_prompt', 'MC15rd_b', 'MC15ri_b', 'MC14ri_d'])[1 + (i %% 97) %% 5] AS campaign,
        40000 + i / 200 AS production, 7 + (i / 1400) %% 20 AS experiment, i %% 6000 AS run,
        (ARRAY['uubar','ddbar','ssbar','ccbar','mixed','charged','taupair'])[1 + i %% 7] AS type
    FROM generate_series(1, %(datasets)s) i
) made ON CONFLICT DO NOTHING;
ANALYZE;
"""


def people(count: int) -> None:
    """`count` people, nine of ten with a current membership, in an institute for every ten of them at most 300."""
    _run(PEOPLE, people=count, institutes=max(12, min(300, count // 10)))


def datasets(count: int) -> None:
    """`count` datasets by the grammar of run-dependent MC, in five campaigns."""
    _run(DATASETS, datasets=count)


def _run(script: str, **values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # no triggers: history of 10⁵ invented rows is not the point
        for statement in filter(str.strip, script.split(";\n")):
            cursor.execute(statement % values)
        cursor.execute("SET session_replication_role = DEFAULT")
