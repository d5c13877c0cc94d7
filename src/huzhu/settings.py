"""Django's settings, all from `huzhu.conf.environment`; nothing here is meant to be edited on an installation."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from huzhu.conf import environment, keys, logging

ENVIRONMENT = environment.read()
HOME = ENVIRONMENT.home
KEYS = keys.load(HOME)
PACKAGE = Path(__file__).resolve().parent
if not os.access(PACKAGE / "engine", os.W_OK) and "NUMBA_CACHE_DIR" not in os.environ:
    (HOME / "kernels").mkdir(mode=0o700, exist_ok=True)  # code is loaded from here: nobody else may write it
    os.environ["NUMBA_CACHE_DIR"] = str(HOME / "kernels")  # else kernels are kept beside their source (decision 0010)

SECRET_KEY = KEYS.django.hex()
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ADDRESS = ENVIRONMENT.address
HTTPS = urlsplit(ADDRESS).scheme == "https"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_q",
    "huzhu.base.journal",
    "huzhu.base.jobs",
    "huzhu.base.units",
    "huzhu.base.charter",
    "huzhu.base.people",
    "huzhu.base.notices",
    "huzhu.base.calendar",
    "huzhu.base.followup",
    "huzhu.rooms.skills",
    "huzhu.rooms.production",
    "huzhu.rooms.introductions",
    "huzhu.rooms.contracts",
    "huzhu.rooms.exchange",
    "huzhu.rooms.practice",
    "huzhu.rooms.checks",
    "huzhu.rooms.campaigns",
    "huzhu.rooms.statistics",
    "huzhu.spreadsheets",
    "huzhu.web",
]
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "huzhu.web.urls"
WSGI_APPLICATION = "huzhu.web.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huzhu.web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "huzhu.web.middleware.NotTooLarge",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huzhu.base.people.middleware.SharedTablet",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huzhu.web.middleware.SignedIn",
    "huzhu.web.phone.OnThePhone",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "huzhu.web.navigation.frame",
            ],
        },
    },
]


_MEMORY = "django.core.cache.backends.locmem.LocMemCache"  # of one process; what has grown old stays until it is full
CACHES = {
    "default": {"BACKEND": _MEMORY},
    "gathered": {"BACKEND": _MEMORY, "LOCATION": "gathered", "OPTIONS": {"MAX_ENTRIES": 4}},  # megabytes each
}


def _database(where: environment.Database) -> dict[str, Any]:
    """Django's dictionary; IMMEDIATE takes SQLite's write lock at the start, so no transaction fails half-way."""
    if where.engine == "sqlite":
        Path(where.name).parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": where.name,
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-65536;"
                "PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": where.name,
        "USER": where.user,
        "PASSWORD": where.password,
        "HOST": where.host,
        "PORT": where.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(where.options),
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url)}

AUTHENTICATION_BACKENDS = ["huzhu.base.people.backend.WithPerson"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": ENVIRONMENT.password_length},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_COOKIE_AGE = ENVIRONMENT.session_hours * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ADDRESS]
CSRF_FAILURE_VIEW = "huzhu.web.views.errors.forbidden"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxy else None
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if HTTPS else 0
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no words of a page in a cookie
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True

LOGIN_REDIRECT_URL = "skills:me"  # after a first sign-in: one's own card

STATIC_URL = "/static/"
_COLLECTED = (PACKAGE / "collected" / "staticfiles.json").exists() or "collectstatic" in sys.argv
STATIC_ROOT = PACKAGE / "collected" if _COLLECTED else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _COLLECTED
MEDIA_ROOT = HOME / "files"

Q_CLUSTER = {
    "name": "huzhu",
    "orm": "default",
    "workers": 1,
    "timeout": 600,
    "retry": 660,
    "max_attempts": 5,
    "ack_failures": True,
    "save_limit": -1,
    "poll": 0.5,
    "bulk": 1,
    "queue_limit": 4,
    "catch_up": False,
}

_MAIL = ENVIRONMENT.mail_url
EMAIL_BACKEND = {
    "none": "django.core.mail.backends.dummy.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
}.get(_MAIL.scheme, "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = _MAIL.folder
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
MESSENGER = ENVIRONMENT.messenger
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from

LOGGING = logging.configuration(debug=DEBUG)
