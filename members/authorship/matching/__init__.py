"""Which rows of an author list are known already, and what they would add.

A row is known by our own uuid, else by an identifier (people: ORCID, INSPIRE; institutes: ROR, INSPIRE name) that one
row of the file and one of the record have, else by name: institutes by name and address, people by name and the
institutes they are at. The n-th of equal rows is the n-th of equal records, so that namesakes stay distinct and a
second import finds each again. An equal name is never enough when both sides have different ORCID iDs.
"""

from members.authorship.matching.institutes import Institutes
from members.authorship.matching.people import People
from members.authorship.matching.pool import Match, day_of, is_said

__all__ = ["Institutes", "Match", "People", "day_of", "is_said"]
