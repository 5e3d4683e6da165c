"""Memberships: who belongs to which institute, in which category, from when to when.

Owns categories, memberships, delegates, reminders and suspensions. A membership is a period; the status of a person
follows from the periods and is never set.
"""
