"""Addresses of signing in. allauth's own list is not included: its sign-up and e-mail pages do not exist here."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from portal.accounts import demo, sso_views, views
from portal.accounts.tokens import views as tokens

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("sign-in/inactive/", allauth.account_inactive, name="account_inactive"),
    path("sign-in/sso/", sso_views.begin, name="oidc_authentication_init"),
    path("sign-in/sso/callback/", sso_views.callback, name="oidc_authentication_callback"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
    path("account/security/", views.security, name="profile_security"),
    path("account/security/sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("account/tokens/new/", tokens.new, name="token_new"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("account/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", views.change_password, name="account_change_password"),
    path("account/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("account/password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/chosen/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/2fa/", include("allauth.mfa.urls")),
]
