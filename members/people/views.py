"""The pages on which a person, or the office, changes a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.people import actions, policy, queries
from members.people.choices import IdentifierKind
from members.people.forms import AddressForm, AudienceForm, CorrectNameForm, IdentifierForm, PrintedNameForm, RenameForm
from members.people.models import Person, PersonAddress, PersonIdentifier
from portal.lifecycle import MoveRefused
from portal.policy import needs, require

TOO_OFTEN = "Mail was asked for too often from your network or for this address. Please try again in an hour."
OWNER = "the owner of the address"
NAME_PAGES = (
    ("A new name", "person_names"),
    ("Correct a mistake", "person_correct"),
    ("Print and sort", "person_print"),
)


def editable(request: HttpRequest, pk: int) -> Person:
    """A person that the viewer sees and may change. Raises Http404, Denied."""
    person: Person = get_object_or_404(policy.visible(request.user, Person.objects.all()), pk=pk)
    require(request.user, policy.EDIT, person)
    return person


def capital(words: object) -> str:
    """A refusal as the beginning of a sentence."""
    text = str(words)
    return f"{text[:1].upper()}{text[1:]}"


def crumbs_of(person: Person) -> list[tuple[str, str]]:
    """The way from a page about a person back to the person."""
    return [("Members", ""), ("People", reverse("people")), (str(person), person.get_absolute_url())]


def try_verb(request: HttpRequest, form: forms.BaseForm | None, done: str, verb: Callable[[], Any]) -> bool:
    """Whether the verb worked; the words go beside the form, without one to the head of the next page."""
    try:
        verb()
    except MoveRefused as refusal:
        if form is None:
            messages.error(request, f"Nothing was changed: {refusal}.")
        else:
            form.add_error(None, f"{capital(refusal)}.")
        return False
    messages.success(request, done)
    return True


def _name_view(form_class: Any, verb: Callable[..., None], title: str, intro: str, name: str) -> Any:
    """The page of one of the three verbs about names."""

    @needs(policy.EDIT)
    @never_cache
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        person = editable(request, pk)
        form = form_class(request.POST or None, instance=person)
        if request.method == "POST" and form.is_valid():
            given = dict(form.cleaned_data)
            if not given.get("paper_name"):
                given.pop("paper_name", None)
            if try_verb(request, form, "The name was changed.", lambda: verb(person, by=request.user, **given)):
                return redirect(person)
        page = {
            "crumbs": crumbs_of(person),
            "intro": intro,
            "cancel_url": person.get_absolute_url(),
            "links": [(label, reverse(url, args=[pk]), url == name) for label, url in NAME_PAGES],
        }
        context = {"form": form, "person": person, "title": title, "page": page, "nav_key": "people"}
        return render(request, "members/person_form.html", context, status=422 if form.errors else 200)

    return view


rename = _name_view(
    RenameForm,
    actions.rename,
    "A new name",
    "From a day on you are called otherwise. What you were called until then is kept as an earlier name.",
    "person_names",
)
correct_name = _name_view(
    CorrectNameForm,
    actions.correct_name,
    "Correct the name",
    "The name was never like this: it is put right, and nothing is kept as an earlier name.",
    "person_correct",
)
print_as = _name_view(
    PrintedNameForm,
    actions.print_as,
    "Print and sort",
    "How author lists print the name, and where it stands in them.",
    "person_print",
)


@needs(policy.EDIT)
@never_cache
def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """The addresses of a person, and a form for a further one."""
    person = editable(request, pk)
    form = AddressForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            address = form.cleaned_data["address"]
            if not ratelimit.consume(request, action="join", key=address.lower()):
                form.add_error("address", TOO_OFTEN)
                status = 429
            elif try_verb(
                request,
                form,
                f"A mail with a link to confirm it is on its way to {address}.",
                lambda: actions.add_address(person, address=address, by=request.user),
            ):
                return redirect("person_addresses", pk)
    context = {
        "person": person,
        "form": form,
        "sees_mail": policy.may_see(request.user, person, "email"),
        "sees": policy.may_see(request.user, person, "addresses"),
        "rows": person.addresses.order_by("retired_on", "pk"),
        "page": {
            "crumbs": crumbs_of(person),
            "submit_label": "Add the address",
            "cancel_url": person.get_absolute_url(),
        },
        "nav_key": "people",
    }
    return render(request, "members/person_addresses.html", context, status=status)


ADDRESS_VERBS: dict[str, tuple[Callable[..., None], str]] = {
    "use": (actions.use_address, "Mail goes to {} from now on."),
    "retire": (actions.retire_address, "{} is no longer used."),
}


@needs(policy.EDIT)
@require_POST
def address(request: HttpRequest, pk: int, row: int, verb: str) -> HttpResponse:
    """One of the verbs on one address."""
    person = editable(request, pk)
    if verb not in ADDRESS_VERBS or not policy.may_see(request.user, person, "addresses"):
        raise Http404
    found = get_object_or_404(PersonAddress.objects.select_related("person"), pk=row, person=person)
    act, words = ADDRESS_VERBS[verb]
    try_verb(request, None, words.format(found.address), lambda: act(found, by=request.user))
    return redirect("person_addresses", pk)


@needs(policy.CONFIRM_ADDRESS)
@never_cache
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing (mail filters open links); the button does."""
    found = queries.by_confirmation_key(key)
    if found is None:
        raise Http404
    if request.method == "POST":
        by = request.user if request.user.is_authenticated else OWNER
        words = f"{found.address} is confirmed."
        try_verb(request, None, words, lambda: actions.confirm_address(found, by=by))
        return redirect(request.path)
    return render(request, "members/address_confirm.html", {"address": found, "page": {}})


@needs(policy.EDIT)
@never_cache
def identifiers(request: HttpRequest, pk: int) -> HttpResponse:
    """The identifiers of a person, and a form for a further one."""
    person = editable(request, pk)
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        label = IdentifierKind(given["kind"]).label
        if try_verb(
            request,
            form,
            f"{capital(label)} added.",
            lambda: actions.add_identifier(person, by=request.user, **given),
        ):
            return redirect("person_identifiers", pk)
    rows = [
        row for row in person.identifiers.order_by("kind", "pk") if policy.may_see_kind(request.user, person, row.kind)
    ]
    context = {
        "person": person,
        "form": form,
        "rows": rows,
        "page": {
            "crumbs": crumbs_of(person),
            "submit_label": "Add the identifier",
            "cancel_url": person.get_absolute_url(),
        },
        "nav_key": "people",
    }
    return render(request, "members/person_identifiers.html", context, status=422 if form.errors else 200)


@needs(policy.EDIT)
@require_POST
def retire_identifier(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take an identifier away."""
    person = editable(request, pk)
    found = get_object_or_404(PersonIdentifier.objects.select_related("person"), pk=row, person=person)
    if not policy.may_see_kind(request.user, person, found.kind):
        raise Http404
    try_verb(request, None, f"{found} taken away.", lambda: actions.retire_identifier(found, by=request.user))
    return redirect("person_identifiers", pk)


@needs(policy.EDIT)
@never_cache
def audiences(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sees what of a person."""
    person = editable(request, pk)
    form = AudienceForm(request.POST or None, person=person)
    if (
        request.method == "POST"
        and form.is_valid()
        and try_verb(
            request,
            form,
            "Saved who sees what.",
            lambda: actions.choose_audience(person, choices=form.chosen(), by=request.user),
        )
    ):
        return redirect(person)
    page = {
        "crumbs": crumbs_of(person),
        "intro": "The membership office and administrators see everything that is not for oneself only.",
        "cancel_url": person.get_absolute_url(),
    }
    context = {"form": form, "person": person, "title": "Who sees what", "page": page, "nav_key": "people"}
    return render(request, "members/person_form.html", context, status=422 if form.errors else 200)
