"""The administrator's pages, and the page where an invited professional chooses a password."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuilage.core.access import allow, anyone, find_or_404
from tuilage.core.accounts import actions, invitations
from tuilage.core.accounts.forms import AccountFilter, AccountForm, PasswordForm, SearchForm
from tuilage.core.accounts.models import User
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import moment_in_words
from tuilage.core.interface.parts import Cell, Column, Table
from tuilage.core.refusals import Refused

PAGE_SIZE = 50
IN_SESSION = "invitation"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _accounts() -> QuerySet[User]:
    strong = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return User.objects.annotate(second_factor=Exists(strong)).order_by("username")


def _in_state(rows: QuerySet[User], state: str) -> QuerySet[User]:
    if state == "invited":
        return rows.filter(is_active=True, invited_at__isnull=False)
    return rows.filter(is_active=state == "open") if state in ("open", "closed") else rows


@allow("accounts.manage")
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, by state (GET) or found by name or address (POST, so that no name is in an address)."""
    rows = _accounts()
    search = SearchForm(request.POST if request.method == "POST" else None)
    form = AccountFilter(request.GET or None)
    if request.method == "POST" and search.is_valid() and (words := search.cleaned_data["q"].strip()):
        asked = Q()
        for word in words.split():
            asked &= (
                Q(username__icontains=word) | Q(email__icontains=word)
                | Q(first_name__icontains=word) | Q(last_name__icontains=word)
            )  # fmt: skip
        rows = rows.filter(asked)
    elif form.is_valid():
        rows = _in_state(rows, form.cleaned_data["etat"])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    amount = page.paginator.count
    context = {
        "filter_form": form, "search_form": search, "page": page,
        "page_query": f"etat={form.cleaned_data['etat']}&" if form.is_bound and form.is_valid() else "",
        "amount": ngettext("%(n)d account", "%(n)d accounts", amount) % {"n": amount},
        "table": _table(list(page)) if amount else None,
    }  # fmt: skip
    return render(request, "accounts/list.html", context)


def _table(rows: list[User]) -> Table:
    heads = [_("User name"), _("Name"), _("State"), _("Second factor"), _("Last sign-in")]
    return Table(
        _("Accounts"),
        [Column(head) for head in heads],
        [
            [
                Cell(row.username, reverse("accounts:one", args=[row.pk])),
                row.get_full_name() or "–",
                state_of(row),
                _("yes") if row.second_factor else _("no"),  # type: ignore[attr-defined]
                moment_in_words(row.last_login) if row.last_login else _("never"),
            ]
            for row in rows
        ],
    )


def state_of(account: User) -> str:
    """Where an account stands, in a word."""
    if not account.is_active:
        return pgettext("account", "closed")
    return pgettext("account", "invited") if account.invited_at else pgettext("account", "open")


@allow("accounts.manage")
@require_GET
@never_cache
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account, and what can be done with it. The link of an invitation is shown once."""
    account = find_or_404(request, _accounts(), pk=pk)
    shown = request.session.pop(f"{IN_SESSION}.{pk}", "")
    context = {
        "account": account,
        "state": state_of(account),
        "link": shown,
        "mine": account.pk == _actor(request).account_id,
    }
    return render(request, "accounts/one.html", context)


@allow("accounts.manage")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make an account and invite its owner."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.create_account(_actor(request), **form.cleaned_data)
            return _invited(request, account)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
    return render(request, "accounts/create.html", {"form": form}, status=422 if form.errors else 200)


def _invited(request: HttpRequest, account: User) -> HttpResponse:
    address = request.build_absolute_uri(reverse("accounts:open_invitation", args=["TOKEN"])).replace(
        "TOKEN", "{token}"
    )
    if actions.invite(_actor(request), account, address):
        messages.success(request, _("The invitation was sent by e-mail. It works once, for 72 hours."))
    else:
        request.session[f"{IN_SESSION}.{account.pk}"] = account.invitation  # type: ignore[attr-defined]
    return _back(account)


def _back(account: User) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:one", args=[account.pk]), status=303)


def _act(
    request: HttpRequest, pk: UUID, done: Callable[[User], HttpResponse | None], said: str
) -> HttpResponse:
    """Find the account, do it, say so; a refusal is said in its own words."""
    account = find_or_404(request, User.objects.all(), pk=pk)
    try:
        answer = done(account)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(account)
    if said:
        messages.success(request, said)
    return answer or _back(account)


@allow("accounts.manage")
@require_POST
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send another invitation: the one before stops working."""
    return _act(request, pk, lambda account: _invited(request, account), "")


@allow("accounts.manage")
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the account; its sessions end at once."""
    said = _("The account is closed and signed out everywhere.")
    return _act(request, pk, lambda account: actions.close_account(_actor(request), account), said)


@allow("accounts.manage")
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the account again."""
    said = _("The account is open again.")
    return _act(request, pk, lambda account: actions.open_account(_actor(request), account), said)


@allow("accounts.manage")
@require_POST
def unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget failed sign-ins."""
    said = _("Failed sign-ins are forgotten: the account can sign in.")
    return _act(request, pk, lambda account: actions.unlock(_actor(request), account, request), said)


@allow("accounts.manage")
@require_POST
def second_factor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget the second factors."""
    said = _("The second factors are forgotten: another is asked for at the next sign-in.")
    return _act(request, pk, lambda account: actions.reset_second_factor(_actor(request), account), said)


@anyone
@require_GET
@never_cache
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: the token goes into the session, so that the page's address carries nothing."""
    request.session[IN_SESSION] = token
    return redirect("accounts:invitation")


@anyone
@require_http_methods(["GET", "POST"])
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Choose the first password; then sign in by it."""
    token = request.session.get(IN_SESSION, "")
    account = invitations.invited(token) if token else None
    if account is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept(token, form.cleaned_data["password"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            request.session.pop(IN_SESSION, None)
            messages.success(request, _("Your password is chosen. Sign in by it."))
            return HttpResponseRedirect(reverse("account_login"), status=303)
    context = {"form": form, "account": account}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


@anyone
@require_POST
@never_cache
def switch(request: HttpRequest) -> HttpResponse:
    """Leave a shared post to the next one: signed out at once, then a key is enough. Drafts stay with who wrote them.

    Nobody's name is offered: the screen may be turned to the public.
    """
    logout(request)
    return HttpResponseRedirect(reverse("account_login") + "?relais=1", status=303)
