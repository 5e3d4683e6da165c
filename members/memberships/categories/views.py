"""The forms of a category, and its removal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST

from members.memberships.categories import actions, policy
from members.memberships.categories.forms import CategoryForm
from members.memberships.models import Category
from portal.lifecycle import MoveRefused
from portal.policy import needs
from portal.ui.addresses import page_url


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add one."""
    return _form(request, Category())


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what follows from one, from now on."""
    return _form(request, get_object_or_404(Category, pk=pk))


def _form(request: HttpRequest, category: Category) -> HttpResponse:
    known = category.pk is not None
    title = f"Change {category}" if known else "Add a category"
    form = CategoryForm(request.POST or None, instance=category)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep(category, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, f"{capfirst(str(refusal))}.")
        else:
            messages.success(request, f"{capfirst(kept.name)} is saved.")
            return redirect("category", kept.pk)
    page = {
        "title": title,
        "intro": "What is changed holds for what is begun or renewed from now on." if known else "",
        "submit_label": "Save",
        "cancel_url": page_url("category", category.pk) if known else reverse("categories"),
        "crumbs": [("Members", ""), ("Categories", reverse("categories"))],
    }
    status = 422 if form.errors else 200
    return render(request, "form/page.html", {"form": form, "page": page, "nav_key": "categories"}, status=status)


@needs(policy.KEEP)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out one that nobody has."""
    category = get_object_or_404(Category, pk=pk)
    try:
        actions.remove(category, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"{capfirst(str(refusal))}.")
        return redirect("category", pk)
    messages.success(request, f"{capfirst(category.name)} is removed.")
    return redirect("categories")
