"""Memberships: who belongs to which institute, in which category, from when to when.

Owns memberships, delegates and membership requests; its verbs file, confirm, recognise, approve,
decline and withdraw. A membership is a period; the status of a person follows from the periods.
"""
