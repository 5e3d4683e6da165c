"""People: one record for life.

Owns names, identifiers and addresses of a person, who sees them (`privacy`, `policy.may_see`), and the joining of two
records into one (`merging`). Whether somebody is a member is derived from
memberships, never stored here.
"""
