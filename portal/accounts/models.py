"""The tables of signing in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from portal.history.models import tracked

USERNAME_PATTERN = r"^[a-z0-9][a-z0-9._-]*$"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; everything else goes through `portal.accounts.actions`."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> User:
        """A new account. Without a password it can only be entered through an identity or a link by mail."""
        user = self.model(username=username.lower(), email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """An account that can sign in. Not a person: a person may have none, and an administrator may be no member.

    The e-mail address is where mail about the account goes and one of two names for a local sign-in. It
    is no identity: two accounts may share one, and an outside service is never believed about it.
    """

    username = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(USERNAME_PATTERN, "Use small letters, digits, dots, dashes and underscores.")],
    )
    email = models.EmailField("e-mail address", blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("administrator", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    demo_label = models.CharField(max_length=60, blank=True, help_text="The persona's name; empty for real accounts.")
    demo_about = models.CharField(max_length=200, blank=True)
    demo_order = models.PositiveSmallIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        db_table = "portal_user"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(username__regex=USERNAME_PATTERN),
                name="user_username_is_plain",
                violation_error_message="A username has small letters, digits, dots, dashes and underscores.",
            ),
            # Sign-in compares addresses in small letters, so that is how they are kept.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower"),
        ]

    def __str__(self) -> str:
        return self.username


@tracked(exclude=["last_used_at"])
class Identity(models.Model):
    """Somebody as an outside service knows them: the pair (issuer, subject) signs in to one account.

    OpenID Connect Core 1.0 section 5.7: only this pair identifies an end-user; an e-mail address does not.
    """

    class Kind(models.TextChoices):
        OIDC = "oidc", "single sign-on"
        LDAP = "ldap", "directory"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=Kind)
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    first_seen_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_is_one_account"),
            models.CheckConstraint(
                condition=~models.Q(issuer="") & ~models.Q(subject=""), name="identity_issuer_and_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"


@tracked(exclude=["digest", "last_used_at"])
class ApiToken(models.Model):
    """What a program of a member shows to be let in. Its secret is nowhere; `digest` is the SHA-256 of it."""

    class Scope(models.TextChoices):
        READ = "read", "read"
        WRITE = "write", "read and write"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_on = models.DateField("ends on", help_text="The first day on which it opens nothing.")
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "access token"

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """A browser's session, which knows its account, so that all sessions of one account can be ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        db_table = "portal_session"

    @classmethod
    def get_session_store_class(cls) -> type:
        from portal.accounts.sessions import SessionStore

        return SessionStore


class DemoMark(models.Model):
    """One row says: everything in this database is invented. Set by the demo loader, never by a site."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    loaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="demo_mark_is_single")
        ]

    def __str__(self) -> str:
        return f"demo collaboration, loaded {self.loaded_at:%Y-%m-%d}"
