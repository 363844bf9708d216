"""Settings. A département changes them by environment variables: docs/reference/settings.md lists them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tuilage.core.accounts import oidc
from tuilage.core.database.embedded import data_folder
from tuilage.core.database.roles import database_settings, secret

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]


def flag(name: str, default: bool = False) -> bool:
    """An environment variable read as yes or no."""
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


DEMO = flag("TUILAGE_DEMO")
DEBUG = flag("TUILAGE_DEBUG")
SECRET_KEY = os.environ.get("TUILAGE_SECRET_KEY") or secret("django")
ALLOWED_HOSTS = os.environ.get("TUILAGE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TUILAGE_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "tuilage.core.interface",
    "tuilage.core.database",
    "tuilage.core.accounts",
    "tuilage.core.forms",
    "tuilage.core.journal",
    "tuilage.core.history",
    "tuilage.core.jobs",
    "tuilage.core.tabular",
    "tuilage.core.documents",
    "tuilage.foundation.territory",
    "tuilage.foundation.organisations",
    "tuilage.foundation.people",
    "tuilage.foundation.sharing",
    "tuilage.foundation.papers",
    "tuilage.foundation.agenda",
    "tuilage.practice.support",
    "tuilage.practice.reception",
    "tuilage.steering.observatory",
    "tuilage.steering.plans",
    "tuilage.faces.desk",
    "tuilage.faces.public",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tuilage.core.middleware.SessionLimits",
    "tuilage.core.middleware.ContentPolicy",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tuilage.core.middleware.Context",
    "tuilage.core.accounts.middleware.SecondFactor",
    "tuilage.foundation.people.middleware.UnitedFiles",
]

ROOT_URLCONF = "tuilage.urls"
WSGI_APPLICATION = "tuilage.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tuilage.core.interface.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.l10n",
                "tuilage.core.interface.templatetags.frame",
            ],
        },
    }
]

# The application role owns nothing; only `tuilage migrate` and the demonstration's bulk load act as the owner.
ROLE = os.environ.get("TUILAGE_ROLE", "app")
DATABASE_NAME = os.environ.get("TUILAGE_DATABASE", "tuilage")
DATABASES: dict[str, Any] = {
    "default": {
        **database_settings(ROLE, DATABASE_NAME),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"},
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = os.environ.get("TUILAGE_TIME_ZONE", "Europe/Paris")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = data_folder() / "static"
_NPM = CHECKOUT / "node_modules"
STATICFILES_DIRS = [
    (prefix, _NPM / folder)
    for prefix, folder in [
        ("vendor/bootstrap", "bootstrap/dist"),
        ("vendor/bootstrap-icons", "bootstrap-icons/font"),
        ("vendor/htmx", "htmx.org/dist"),
        ("vendor/atkinson", "@fontsource/atkinson-hyperlegible"),
        ("vendor/leaflet", "leaflet/dist"),
    ]
    if (_NPM / folder).is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or flag("TUILAGE_PLAIN_STATIC")
        else "tuilage.core.interface.storage.Files"
    },
}

# Accounts: CNIL 2022-100 (12 characters of four kinds, or a longer sentence), a second factor for professionals.
AUTH_USER_MODEL = "accounts.User"
ACTOR_RESOLVER = "tuilage.foundation.organisations.actors.actor_of"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tuilage.core.accounts.passwords.CnilValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_ADAPTER = "tuilage.core.accounts.adapter.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/10m/ip,5/10m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = oidc.providers(os.environ)
SOCIALACCOUNT_ADAPTER = "tuilage.core.accounts.adapter.ProviderAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tuilage"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
SECOND_FACTOR_REQUIRED = not DEMO
USERSESSIONS_TRACK_ACTIVITY = False
# Behind proxies the address is read from X-Forwarded-For: else one of them would be locked out for everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TUILAGE_PROXIES", "0"))
SESSION_IDLE_SECONDS = 30 * 60
SESSION_LONGEST_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
HTTPS = flag("TUILAGE_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# CNIL 2021-122: from six months to a year, up to three years (36) where a documented control needs it.
JOURNAL_KEEP_MONTHS = int(os.environ.get("TUILAGE_JOURNAL_KEEP_MONTHS", "12"))

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
# One file that somebody brings.
DOCUMENTS_LARGEST_BYTES = int(os.environ.get("TUILAGE_LARGEST_FILE_MB", "15")) * 1024 * 1024

# What bulk writes in the demonstration may not do is left to the database.
PROCRASTINATE_ON_APP_READY = None
EMAIL_BACKEND = os.environ.get("TUILAGE_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

# No identity, amount or free text in a log: requests are logged by route, never by address.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"terse": {"()": "tuilage.core.failures.Terse"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "terse"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "ERROR"},
    },
}
