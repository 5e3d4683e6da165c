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

LIFE = """
UPDATE members_membership SET institute_id = (SELECT min(id) FROM members_institute)
WHERE person_id < (SELECT min(id) + 200 FROM members_person);
INSERT INTO members_membership (person_id, institute_id, category_id, period, connection, position, ending)
SELECT p.id, (SELECT min(id) FROM members_institute) + (p.id + past) %% %(institutes)s,
    (SELECT min(id) FROM members_category) + (p.id + past) %% 9,
    CASE past WHEN 1 THEN daterange('2012-01-01', '2014-06-01') ELSE daterange('2014-06-01', '2017-01-01') END,
    'Affiliated with', 0, ''
FROM members_person p, generate_series(1, 2) past;
INSERT INTO members_delegate (person_id, institute_id, deputy, period)
SELECT (SELECT min(id) FROM members_person) + i.id - (SELECT min(id) FROM members_institute), i.id, false,
    daterange('2019-01-01', NULL) FROM members_institute i;
INSERT INTO members_membershiprequest (kind, given_name, family_name, native_name, email, orcid, institute_id,
    category_id, starts_on, message, identity_kind, issuer, subject, proof, certificate_subject, certificate_issuer,
    certificate_check, state, token, filed_at, confirmed_at, decided_at, reason)
SELECT 'join', 'Given' || i %% 997, 'Family' || md5(i::text), '', 'new' || i || '@example.org', '',
    (SELECT min(id) FROM members_institute) + CASE i %% 2 WHEN 0 THEN 0 ELSE i %% %(institutes)s END,
    (SELECT min(id) FROM members_category) + i %% 9, current_date + 30, '', '', '', '', '', '', '', '',
    CASE i %% 3 WHEN 2 THEN 'declined' ELSE 'waiting' END, md5(i::text), now() - i * interval '1 hour',
    now() - i * interval '1 hour', CASE i %% 3 WHEN 2 THEN now() END, ''
FROM generate_series(1, GREATEST(180, %(people)s / 10)) i;
ANALYZE;
"""
"""Ten years: 200 people in one big institute, two past memberships of everybody, a delegate of each institute, and a
queue of requests, half of them at the big institute."""

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


def people(count: int, institutes: int = 0) -> None:
    """`count` people, nine of ten with a current membership; an institute for every ten of them, if not said."""
    _run(PEOPLE, people=count, institutes=institutes or max(12, min(300, count // 10)))


def collaboration(count: int) -> None:
    """`count` people in 120 institutes (300 from 6,000 people on), with their past and a queue of requests."""
    institutes = 300 if count >= 6_000 else 120
    people(count, institutes)
    _run(LIFE, people=count, institutes=institutes)


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
