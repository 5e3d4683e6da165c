"""What can go wrong with the private server, said in one sentence each."""


class ClusterError(RuntimeError):
    """The private PostgreSQL cannot serve; the message is one plain sentence for the user."""
