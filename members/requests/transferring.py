"""The page on which a member asks to move to another institute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.memberships.forms import DayField, VerbForm, offer_sponsors
from members.memberships.models import Category, Membership
from members.memberships.rules import is_sponsor_there
from members.memberships.verbs import is_lasting
from members.people import policy as people
from members.people.models import Person
from members.people.views import crumbs_of
from members.requests import actions, policy
from members.requests.choices import OPEN, RequestKind
from members.requests.forms import PlaceField, open_institutes
from members.requests.models import MembershipRequest
from portal.lifecycle import MoveRefused
from portal.policy import may, needs


class TransferForm(VerbForm):
    """Where to, from when, and until when here."""

    institute = PlaceField(None, label="New institute", empty_label="Choose an institute")
    category: forms.ModelChoiceField[Category] = forms.ModelChoiceField(None, label="Category there")
    starts_on = DayField(label="First day there")
    leaves_on = DayField(label="Last day here", help_text="Both places may overlap.")
    ends_on = DayField(label="Last day there", required=False, help_text="If it is known.")
    share = forms.IntegerField(
        label="Share there",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Percent of the research time; empty: not stated.",
    )
    sponsor = forms.ModelChoiceField(Person.objects.none(), label="Sponsor there", required=False)
    message = forms.CharField(
        label="Message to the delegate", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institute, category = self.fields["institute"], self.fields["category"]
        assert isinstance(institute, forms.ModelChoiceField)
        assert isinstance(category, forms.ModelChoiceField)
        institute.queryset, category.queryset = open_institutes(), Category.objects.all()
        self.fields["membership"].label = "Leaves"
        guests = list(Category.objects.filter(needs_sponsor=True).values_list("name", flat=True))
        if not guests or not may(self.user, people.LIST):  # a guest sees no people: who approves answers for the guest
            del self.fields["sponsor"]
            return
        offer_sponsors(self, None)
        self.fields["sponsor"].help_text = f"A member of the new institute; only for: {', '.join(guests)}."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        category, institute, starts_on = data.get("category"), data.get("institute"), data.get("starts_on")
        if category is None or not category.needs_sponsor:
            return data | {"sponsor": None}
        if category.needs_end and data.get("ends_on") is None and "ends_on" not in self.errors:
            self.add_error("ends_on", f"A membership as {category} needs a last day.")
        sponsor = data.get("sponsor")
        if "sponsor" not in self.fields or "sponsor" in self.errors or institute is None or starts_on is None:
            return data
        if sponsor is None:
            self.add_error("sponsor", f"A membership as {category} needs a sponsor, a member of {institute}.")
        elif not is_sponsor_there(sponsor, institute, starts_on):
            self.add_error("sponsor", f"{sponsor} is no member of {institute} on {starts_on}.")
        return data


@needs(policy.TRANSFER)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; the delegates of the new institute decide, those of the old one are told."""
    person = get_object_or_404(people.visible(request.user, Person.objects.all()), pk=pk)
    found = Membership.objects.filter(person=person).select_related("institute", "category", "person")
    rows = [row for row in found if is_lasting(row) and may(request.user, policy.TRANSFER, row)]
    if not rows:
        messages.info(request, f"Nothing was changed: there is no membership of {person} that you can transfer.")
        return redirect(person)
    initial = {"category": rows[0].category_id, "starts_on": timezone.localdate(), "leaves_on": timezone.localdate()}
    form = TransferForm(request.POST or None, initial=initial, person=person, user=request.user, rows=rows)
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name not in ("membership", "seen")}
        try:
            filed = actions.ask_transfer(leaving=form.cleaned_data["membership"], by=request.user, **data)
        except MoveRefused as refusal:
            form.add_error(None, f"{str(refusal)[:1].upper()}{str(refusal)[1:]}.")
        else:
            messages.success(request, f"The delegates of {filed.institute} were asked.")
            return redirect(person)
    page = {
        "title": f"Transfer to another institute: {person}",
        "crumbs": crumbs_of(person),
        "submit_label": "Ask to transfer",
        "cancel_url": person.get_absolute_url(),
    }
    waiting = MembershipRequest.objects.filter(person=person, kind=RequestKind.TRANSFER, state__in=OPEN).first()
    context = {"form": form, "page": page, "rows": rows, "waiting": waiting, "nav_key": "people"}
    return render(request, "members/transfer.html", context, status=422 if request.method == "POST" else 200)
