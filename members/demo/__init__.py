"""The demo collaboration: people, institutes and offices that do not exist, generated from a seed.

Owns the pure description (frozen records with stable keys) of what the demo shows of the members' side, and nothing
else: the generator reads no clock, no database and no network, so the same seed and day give the same collaboration
everywhere. Nouns: names, institutes, people, careers, offices, delegates, admissions, authorship, personas.
Verb: `collaboration.generate`. Must never write to the database and never contain a real member of any collaboration:
e-mail addresses end in `.example`, ORCID iDs and ROR ids come from ranges that are never issued.
"""
