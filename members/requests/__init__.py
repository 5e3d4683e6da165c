"""Membership requests: somebody asks to come, delegates decide, by the gates of the by-laws.

Owns invitations, requests, their log and clock, and the queue. Verbs: invite, file, confirm, recognise, approve,
decline, withdraw. Filing gives no account; what an approval makes is a membership.
"""
