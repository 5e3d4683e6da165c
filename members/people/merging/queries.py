"""Which records may be one person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from members.people.models import Person

SHOWN = 200
"""Pairs that one look gives; settling some brings up the next."""
PAIRS = """
WITH alive AS (
    SELECT id, search_name, regexp_replace(native_name, '\\s', '', 'g') AS native, lower(email) AS email
    FROM members_person WHERE merged_into_id IS NULL),
words AS MATERIALIZED (
    SELECT alive.id, array_agg(DISTINCT word) AS words
    FROM alive CROSS JOIN LATERAL unnest(string_to_array(search_name, ' ')) AS word
    WHERE word ~ '^[a-z]{2,}$' GROUP BY alive.id),
twos AS MATERIALIZED (
    SELECT id, one.word || ' ' || two.word AS both
    FROM words CROSS JOIN LATERAL unnest(words) AS one(word) CROSS JOIN LATERAL unnest(words) AS two(word)
    WHERE one.word < two.word),
common AS MATERIALIZED (
    SELECT DISTINCT a.id AS one, b.id AS two FROM twos a JOIN twos b ON a.both = b.both AND a.id < b.id),
mails AS MATERIALIZED (
    SELECT id, email FROM alive WHERE email <> ''
    UNION SELECT a.person_id, lower(a.address) FROM members_personaddress a JOIN alive ON alive.id = a.person_id),
marks AS MATERIALIZED (
    SELECT alive.id, p.kind, p.source, p.value FROM members_personidentifier p JOIN alive ON alive.id = p.person_id
    WHERE p.kind IN ('ORCID', 'INSPIRE', 'CCID', 'CERT', 'ACCOUNT')),
found AS (
    SELECT one, two, 'name' AS same, 1 AS weight FROM common
        JOIN words s ON s.id = one JOIN words t ON t.id = two WHERE s.words <@ t.words OR t.words <@ s.words
    UNION ALL SELECT a.id, b.id, 'native script', 1 FROM alive a JOIN alive b ON a.native = b.native AND a.id < b.id
        WHERE length(a.native) >= 2
    UNION ALL SELECT a.id, b.id, 'e-mail', 2 FROM mails a JOIN mails b ON a.email = b.email AND a.id < b.id
    UNION ALL SELECT a.id, b.id, CASE a.kind WHEN 'CERT' THEN 'certificate' WHEN 'ACCOUNT' THEN 'site account'
            WHEN 'CCID' THEN 'CERN person id' ELSE a.kind END, 3
        FROM marks a JOIN marks b ON a.kind = b.kind AND a.value = b.value AND a.id < b.id
            AND (a.kind <> 'ACCOUNT' OR a.source = b.source)),
pairs AS (
    SELECT one, two, array_agg(DISTINCT same ORDER BY same) AS same, sum(weight) AS weight FROM found GROUP BY one, two)
SELECT one, two, same FROM pairs
WHERE NOT EXISTS (SELECT FROM members_notthesame n
        JOIN members_person f ON f.id = n.first_id JOIN members_person s ON s.id = n.second_id
        WHERE least(coalesce(f.merged_into_id, f.id), coalesce(s.merged_into_id, s.id)) = one
          AND greatest(coalesce(f.merged_into_id, f.id), coalesce(s.merged_into_id, s.id)) = two)
ORDER BY weight DESC, one, two LIMIT %s"""
"""Set by set, by equality: no pair of people is looked at that has not two words or one value in common. (By single
words all Kims would meet all Kims.)"""


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person, and what agrees, in words."""

    one: Person
    two: Person
    same: str


def likely_duplicates(limit: int = SHOWN) -> list[Pair]:
    """Pairs of records that may be one person, the likeliest first.

    Names agree when all words of the shorter one, folded, occur in the other, in any order, former names included;
    a single word is too little. Addresses agree in any case, identifiers also where one was kept aside. Pairs of which
    somebody said that they are two people are left out. A hint for a person to judge, never proof.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # the planner knows nothing of the words, and after an import not the tables: it would compare all with all
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(PAIRS, [limit])
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
    people = Person.objects.in_bulk({pk for one, two, _ in rows for pk in (one, two)})
    return [Pair(people[one], people[two], ", ".join(same)) for one, two, same in rows]
