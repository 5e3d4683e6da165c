"""The datasets package as a Django app."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """The package and what it offers to the kernel."""

    name = "datasets"
    verbose_name = "datasets"

    def ready(self) -> None:
        """Register what the slices offer: lists, menu, facts, search, importers."""
        from datasets import entries  # noqa: F401  app ready
