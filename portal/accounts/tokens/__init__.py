"""Access tokens: how a program of a member asks the portal.

A token belongs to one account and may what the account may, less what its scope leaves out. It is a long random text,
shown once; only its hash is kept, so that nobody who reads the database can use it. It ends by itself.
RFC 6750 says how it is sent: `Authorization: Bearer <token>`.
"""
