"""The rights of the people on record: access, erasure, notice, retention, and who looked.

Owns looks at private fields, versions of the privacy notice with their acceptances, and runs of the retention.
Verbs: see all data held about a person, `erase`, `publish` and `accept` a notice, `retain`.
Must never: erase who somebody was, where, when, and which papers were signed; those are the record. What packages to
the right hold about a person comes through `registry.personal`.
"""
