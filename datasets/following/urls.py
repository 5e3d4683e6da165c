"""Addresses of following, declared use, saved searches and news; the lists come from the registry."""

from django.urls import path

from datasets.following import api, views
from datasets.following.analyses import views as analyses
from datasets.following.panels import AnalysisPage
from datasets.following.searches import views as searches
from datasets.following.searches.panels import SavedSearchPage
from portal.detail import detail_urls

urlpatterns = [
    path("following/<slug:kind>/<int:pk>/", views.follow, name="follow"),
    path("following/<int:pk>/drop/", views.drop, name="follow_drop"),
    path("news/<int:pk>/", views.open_news, name="news_open"),
    path("news/read/", views.read, name="news_read"),
    path("news/mail/", views.settings, name="news_settings"),
    path("analyses/new/", analyses.new, name="analysis_new"),
    path("analyses/use/<slug:kind>/<int:pk>/", analyses.use, name="use"),
    path("analyses/<int:pk>/edit/", analyses.edit, name="analysis_edit"),
    path("analyses/<int:pk>/drop/", analyses.drop, name="analysis_drop"),
    path("analyses/<int:pk>/end/", analyses.end, name="analysis_end"),
    path("searches/save/<slug:listing>/", searches.save, name="search_save"),
    path("searches/<int:pk>/rename/", searches.rename, name="saved_search_rename"),
    path("searches/<int:pk>/follow/", searches.follow, name="saved_search_follow"),
    path("searches/<int:pk>/delete/", searches.delete, name="saved_search_delete"),
    *detail_urls(AnalysisPage, SavedSearchPage),
    path("api/v1/following/<slug:kind>/<int:pk>/", api.FollowView.as_view(), name="api-follow"),
    path("api/v1/analyses/<int:pk>/uses/<slug:kind>/<int:thing>/", api.UseView.as_view(), name="api-use"),
    path("api/v1/analyses/<int:pk>/end/", api.EndView.as_view(), name="api-analysis-end"),
    path("api/v1/news/<int:pk>/read/", api.ReadView.as_view(), name="api-news-read"),
    path("api/v1/news/all/read/", api.ReadAllView.as_view(), name="api-news-read-all"),
]
