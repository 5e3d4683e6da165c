"""The liaisons package as a Django app."""

from django.apps import AppConfig


class LiaisonsConfig(AppConfig):
    """Liaisons."""

    name = "liaisons"
    verbose_name = "liaisons"

    def ready(self) -> None:
        """Register what the slices offer: lists, menu, facts, search, importers."""
        from liaisons import entries  # noqa: F401  app ready
