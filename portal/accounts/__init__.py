"""Accounts and signing in: who is at the keyboard, never who that person is in the collaboration.

Owns `User` (an account), `Identity` (an issuer and a subject that sign in to it), `Session` and the demo
mark. Verbs: open an account, link an identity, make an administrator, end sessions, invite.
Must never: create an account because somebody signed in, or find an account by an e-mail address
that an outside service names.
"""
