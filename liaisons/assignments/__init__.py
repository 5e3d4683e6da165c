"""Assignments: for which working groups a liaison acts, and who runs the production.

Derived from current appointments (members.groups); nothing is stored here. Nouns: liaison, production manager.
Must never decide about a request.
"""
