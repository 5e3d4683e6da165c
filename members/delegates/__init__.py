"""Delegates: who decides for an institute, term after term.

Owns the verbs appoint, end and hand over; the table stays in `members.memberships`, whose policies read it. Keeps the
terms within the by-laws, and says where one ends soon or nobody decides. Never decides about members.
"""
