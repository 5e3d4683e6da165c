"""Groups and roles: working groups, boards, offices, and who holds which post in them when.

Permissions in the whole portal come from current appointments.
"""
