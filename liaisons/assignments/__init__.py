"""Assignments: which working groups a liaison may act for.

Derived from current appointments to the post of liaison (members.groups); nothing is stored here.
"""
