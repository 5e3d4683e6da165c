"""The yearly review: each institute confirms who belongs to it, as it was on one day.

Owns reviews, confirmations with their snapshots, corrections and reminders. Verbs: open, close, confirm, mark, unmark,
settle, remind. It never changes people or memberships: what is wrong goes to the office, which corrects the record.
"""
