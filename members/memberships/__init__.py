"""Memberships: who belongs to which institute, in which category, from when to when.

Owns categories, memberships, delegates, reminders and suspensions. A membership is a period; the status of a person
follows from the periods and is never set. Verbs:
begin, renew, end, ask for and decline renewal, transfer, change category or sponsor, correct, reactivate; record death,
suspend, lift (`standing`); sweep (`expiry`). Nobody decides about oneself; whoever has died is never mailed.
"""
