"""Statistics: people and institutes by category, place and time, as of any day.

Owns no table and has no verb: every number is a count over the record, and links to the list that proves it. A person
counts once, by the first affiliation of the day, as the list of people shows it; guests are counted apart.
"""
