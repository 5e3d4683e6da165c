"""The kernel as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers what the kernel itself offers when the apps are ready."""

    name = "portal"
    verbose_name = "portal"

    def ready(self) -> None:
        """Register what the kernel itself offers: lookups, checks, effects, entries of the menu."""
        from portal import entries, tasks  # noqa: F401  app ready; shared_task finds its application
