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

CATALOGUE = """
CREATE TEMP TABLE made AS
SELECT 'MC' AS top, 'release-08-00-0' || 4 + run %% 6 AS release, 3300 + c AS tag,
    (ARRAY['MC16rd_proc16', 'MC16rd_prompt', 'MC15rd_b', 'MC14rd_a'])[c] AS campaign,
    40000 + c * 4000 + t * 200 + e AS production, 's00' AS stream, 7 + e AS experiment,
    (ARRAY['4S', '4S', '4S', '4S_offres', '10810'])[1 + e %% 5] AS energy, run, '' AS skim,
    (ARRAY['uubar','ddbar','ssbar','ccbar','mixed','charged','taupair','ee','mumu','gg','eeee','eemumu','hhISR','llXX'])[t]
    AS type, '' AS code, 'mdst' AS level
FROM generate_series(1, 4) c, generate_series(1, 14) t, LATERAL (SELECT i AS run, (i / 400) %% 20 AS e
    FROM generate_series(1, %(datasets)s / 100) i) runs
UNION ALL
SELECT 'Data', 'release-06-01-0' || c, 2000 + c, (ARRAY['proc12','proc13','proc16','bucket26','bucket36'])[c],
    20000 + c * 100 + e, '', 7 + e, '4S', run, (ARRAY['hadron','all',''])[f], '', '',
    (ARRAY['mdst','mdst','cdst'])[f]
FROM generate_series(1, 5) c, generate_series(1, 3) f, LATERAL (SELECT i AS run, (i / 400) %% 20 AS e
    FROM generate_series(1, %(datasets)s / 100) i) runs
UNION ALL
SELECT 'MC', 'release-06-00-14', 2900 + k, 'MC15rd_b', 30000 + k * 100 + e, 's00', 7 + e, '4S', run, '', 'charged',
    (11000000 + k * 10100)::text, 'udst'
FROM generate_series(1, 23) k, LATERAL (SELECT i AS run, (i / 350) %% 20 AS e
    FROM generate_series(1, %(datasets)s / 143) i) runs
UNION ALL
SELECT 'MC', 'release-05-02-0' || c, 2500 + c, 'MC15ri_' || chr(96 + c), 35000 + n, 's00', 1003 + n %% 2, '4S', 0, '',
    lpad((1100000000 + s * 7919)::text, 10, '0'), '', 'mdst'
FROM generate_series(1, 7) c, generate_series(1, 1360) s, generate_series(1, GREATEST(1, %(datasets)s / 77000)) n;
INSERT INTO datasets_dataset (path, data_class, top, scope, proc_level, release, global_tag, campaign, production,
    stream, experiment, energy, run, run_low, run_high, general_skim, event_type, skim_code, data_level,
    files, events, size, state, first_seen_at)
SELECT concat_ws('/', '/belle/' || top, release, 'DB' || lpad(tag::text, 8, '0'), campaign,
        'prod' || lpad(production::text, 8, '0'), NULLIF(stream, ''), 'e' || lpad(experiment::text, 4, '0'), energy,
        'r' || lpad(run::text, 5, '0'), NULLIF(skim, ''), NULLIF(type, ''), NULLIF(code, ''), level),
    top, top, lower(top), '', release, tag, campaign, production, stream, experiment, energy,
    'r' || lpad(run::text, 5, '0'), run, run, skim, type, code, level, 10, 149000 + run, 38000000000,
    CASE WHEN run %% 97 = 0 THEN 'withdrawn' ELSE 'good' END, now()
FROM made ON CONFLICT DO NOTHING;
INSERT INTO datasets_collection (path, data_type, family, version, state, campaign, event_type, energy, data_level,
    general_skim, skim_code, description, contact, dataset_count, files, events, size, published_on,
    luminosity_kind, luminosity_processing, reason, differences, maker, state_note, declared, curated)
SELECT '/belle/collection/MC/of_' || n || '_v1', 'mc', 'of_' || n, 1, 'published', 'MC16rd_proc16', 'mixed', '4S',
    'mdst', '', '', '', '', n, n * 10, n * 149000, n * 38000000000, '2026-01-01',
    '', '', '', '', '', '', '[]', '{}'
FROM unnest(ARRAY[10, 10000]) n;
INSERT INTO datasets_collectionmember (collection_id, dataset_id, position)
SELECT c.id, d.id, d.at FROM datasets_collection c CROSS JOIN LATERAL (SELECT id, row_number() OVER () AS at
    FROM datasets_dataset WHERE campaign = c.campaign LIMIT c.dataset_count) d;
INSERT INTO datasets_notice (title, severity, body, remedy, query, paths, runs, state, created_at, opened_on, closed_on,
    resolution, openings, certain, possible)
SELECT 'Notice ' || n, 'warning', 'Wrong.', '', 'campaign=MC16rd_proc16&experiment=' || 7 + n, '', '',
    CASE WHEN n <= 8 THEN 'open' ELSE 'closed' END, now(), '2026-01-01', CASE WHEN n > 8 THEN date '2026-02-01' END,
    CASE WHEN n > 8 THEN 'Reprocessed.' ELSE '' END, 1, 0, 0
FROM generate_series(1, 12) n;
INSERT INTO datasets_noticematch (notice_id, dataset_id, certain)
SELECT n.id, d.id, d.run_low %% 10 > 0 FROM datasets_notice n JOIN datasets_dataset d
    ON n.query = 'campaign=MC16rd_proc16&experiment=' || d.experiment WHERE d.campaign = 'MC16rd_proc16';
UPDATE datasets_notice n SET certain = m.sure, possible = m.maybe FROM (SELECT notice_id,
    count(*) FILTER (WHERE certain) AS sure, count(*) FILTER (WHERE NOT certain) AS maybe
    FROM datasets_noticematch GROUP BY notice_id) m WHERE m.notice_id = n.id;
INSERT INTO datasets_datasetmark (dataset_id, notices)
SELECT m.dataset_id, CASE WHEN m.certain THEN 'affected' ELSE 'possible' END
FROM datasets_noticematch m JOIN datasets_notice n ON n.id = m.notice_id AND n.state = 'open';
ANALYZE;
"""
"""Of a million datasets 56 of 100 are run-dependent MC, 15 data, 16 skims, the rest signal MC with 1,360 event types in
each campaign; two collections; eight open notices, each of which affects one experiment of a campaign. By the model in
which peers' catalogues were measured."""


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
    from datasets.catalogue.models import DatasetCell
    from portal.listing.cells import rebuild

    _run(DATASETS, datasets=count)
    rebuild(DatasetCell)


def catalogue(count: int) -> None:
    """About `count` datasets with the skew of a real catalogue, their cells, and collections of 10 and 10,000."""
    from datasets.catalogue.models import DatasetCell
    from portal.listing.cells import rebuild

    _run(CATALOGUE, datasets=count)
    rebuild(DatasetCell)
    _run("ANALYZE datasets_datasetcell;\n")


def _run(script: str, **values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # no triggers: history of 10⁵ invented rows is not the point
        for statement in filter(str.strip, script.split(";\n")):
            cursor.execute(statement % values)
        cursor.execute("SET session_replication_role = DEFAULT")
