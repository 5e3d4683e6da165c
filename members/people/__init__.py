"""People: one record for life.

Owns names, identifiers and addresses of a person. Whether somebody is a member is derived from
memberships, never stored here.
"""
