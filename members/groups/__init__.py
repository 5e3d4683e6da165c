"""Groups and roles: working groups, boards, offices, and who holds which post in them when.

Owns groups, their links, appointments and nominations. Verbs: set up, edit, move, dissolve; appoint, end, resign,
extend; nominate, accept, refuse, withdraw. Permissions in the whole portal come from current appointments, so that
nothing but these verbs and the import of hand-kept tables may write one.
"""
