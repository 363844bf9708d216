"""What the technical administrator does with accounts. No person is seen here; each act is a line of the journal."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tuilage.core import journal
from tuilage.core.accounts import invitations
from tuilage.core.accounts.models import User
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused


def create_account(actor: Actor, username: str, email: str, first_name: str, last_name: str) -> User:
    """An account without a password, to be invited. Raises Refused when the name or the address is taken."""
    account = User(
        username=username.strip().lower(),
        email=email.strip().lower(),
        first_name=first_name,
        last_name=last_name,
    )
    account.set_unusable_password()
    try:
        account.full_clean(exclude=["password"])
        with transaction.atomic():
            account.save(force_insert=True)
    except ValidationError as problem:
        field = next(iter(problem.message_dict))
        raise Refused(problem.messages[0], field if field != "__all__" else "email") from problem
    except IntegrityError as problem:
        raise Refused(
            _("Another account already has this name or this e-mail address."), "username"
        ) from problem
    _record(account, "create")
    return account


def invite(actor: Actor, account: User, address: str) -> bool:
    """Send the one-time link (`address` with the token put at {token}); True when it was sent by e-mail.

    Raises Refused for a closed account.
    """
    if not account.is_active:
        raise Refused(_("This account is closed: open it again first."))
    token = invitations.make_token(account)
    _record(account, "invite")
    account.invitation = address.replace("{token}", token)  # type: ignore[attr-defined]
    if not account.email:
        return False
    text = render_to_string(
        "accounts/invitation.txt", {"account": account, "link": address.replace("{token}", token)}
    )
    send_mail(_("Your Tuilage account"), text, None, [account.email])
    return True


def accept(token: str, password: str) -> User:
    """Choose the password an invitation asks for. Raises Refused for a used link or a password that is too easy."""
    account = invitations.invited(token)
    if account is None:
        raise Refused(_("This link no longer works: ask for another one."))
    try:
        validate_password(password, account)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), "password") from problem
    # Two windows on the same link: the first one wins.
    if not User.objects.filter(pk=account.pk, invited_at=account.invited_at).update(invited_at=None):
        raise Refused(_("This link no longer works: ask for another one."))
    account.invited_at = None
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account)
    return account


def close_account(actor: Actor, account: User) -> None:
    """Nobody signs in by it any more; its sessions end at once. Raises Refused for one's own."""
    if account.pk == actor.account_id:
        raise Refused(_("You cannot close your own account: ask another administrator."))
    account.is_active = False
    account.invited_at = None
    account.save(update_fields=["is_active", "invited_at"])
    end_sessions(account)
    _record(account, "close")


def open_account(actor: Actor, account: User) -> None:
    """Let it sign in again."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    _record(account, "open")


def reset_second_factor(actor: Actor, account: User) -> None:
    """Forget the second factors (lost key or telephone); sessions end, another is asked for at the next sign-in."""
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)
    _record(account, "second_factor")


def unlock(actor: Actor, account: User, request: HttpRequest) -> None:
    """Forget the failed sign-ins of this account; those of an address (IP) run out by themselves."""
    site = request.get_host()
    for login in {account.username.lower(), account.email.lower()} - {""}:
        ratelimit.clear(request, app="allauth.account", action="login_failed", key=f"{site}:{login}")
    _record(account, "unlock")


def end_sessions(account: User) -> None:
    """Sign out everywhere: at their next request all sessions of this account are over."""
    User.objects.filter(pk=account.pk).update(session_round=F("session_round") + 1)
    account.refresh_from_db(fields=["session_round"])
    UserSession.objects.filter(user=account).delete()


def _record(account: User, what: str) -> None:
    journal.record("account", part=f"{what} {account.pk}")
