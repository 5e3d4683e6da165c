"""The members package as a Django app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Registers the package when the apps are ready."""

    name = "members"
    verbose_name = "members"

    def ready(self) -> None:
        """Register what the slices offer: lists, menu, facts, search, importers."""
        from members import entries  # noqa: F401  app ready
        from members.bylaws import checks  # noqa: F401
