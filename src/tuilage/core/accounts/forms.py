"""The forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuilage.core.accounts.passwords import CnilValidator


class AccountForm(forms.Form):
    """A professional's account: what they sign in by."""

    username = forms.SlugField(
        label=_("User name"), max_length=150, help_text=_("Letters without accents, figures and hyphens.")
    )
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The invitation goes there. Without one you give the link by hand."),
    )


class AccountFilter(forms.Form):
    """A GET form: no name in an address."""

    etat = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", pgettext_lazy("account", "open")),
            ("invited", pgettext_lazy("account", "invited")),
            ("closed", pgettext_lazy("account", "closed")),
        ],
    )


class SearchForm(forms.Form):
    """A POST form: names stay out of addresses and logs."""

    q = forms.CharField(label=_("Name or e-mail address"), max_length=150, required=False)


class PasswordForm(forms.Form):
    """The first password, chosen by its owner."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = CnilValidator().get_help_text()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") != cleaned.get("again"):
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned
