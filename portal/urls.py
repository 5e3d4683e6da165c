"""Addresses of the whole site. The packages add theirs in `urls.py`; lists come from the registry."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from portal.health import healthz, readyz
from portal.home.views import home
from portal.listing.rest import viewset
from portal.listing.views import listing_urls
from portal.registry import registry
from portal.search import views as search
from portal.search.api import SearchView

router = SimpleRouter()
for declared in registry.listings:
    router.register(declared.path.rstrip("/"), viewset(declared), basename=f"api-{declared.name}")

handler400 = "portal.ui.errors.bad_request"
handler403 = "portal.ui.errors.permission_denied"
handler404 = "portal.ui.errors.page_not_found"
handler500 = "portal.ui.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("search/", search.page, name="search"),
    path("search/palette", search.palette, name="palette"),
    path("", include("portal.ui.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.importing.urls")),
    path("", include("portal.outbox.urls")),
    path("api/v1/", include(router.urls)),
    path("api/v1/search/", SearchView.as_view(), name="api_search"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "api/v1/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api/docs.html"),
        name="api_docs",
    ),
    *listing_urls(*registry.listings),
    path("", include("members.urls")),
    path("", include("datasets.urls")),
    path("", include("liaisons.urls")),
]
