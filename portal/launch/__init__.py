"""`make run` and `manage.py`: start what the portal needs, say plainly what is wrong, stop what was started."""
