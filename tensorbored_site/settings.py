"""Settings. What a person may choose comes from TENSORBORED_* variables, which the command line sets."""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from ipaddress import ip_network
from pathlib import Path

from tensorbored import __version__
from tensorbored_site import datadir, hosts, sso, static

BASE_DIR = Path(__file__).resolve().parent.parent


def _chosen(name: str, default: str = "") -> str:
    return os.environ.get(f"TENSORBORED_{name}", default)


# What a person chooses
WINDOW_TITLE = _chosen("WINDOW_TITLE")
PATH_PREFIX = _chosen("PATH_PREFIX").rstrip("/")
DATA_DIR = datadir.data_dir(_chosen("DATA_DIR"))
DEBUG = _chosen("DEBUG") == "1"
VERSION = __version__

# Who may ask (see middleware.security, then gate.py)
HOST = _chosen("HOST")
OTHER_HOSTS = hosts.listed(_chosen("ALLOWED_HOSTS"))
ALLOWED_HOSTS = hosts.allowed(HOST, _chosen("BIND_ALL") == "1", OTHER_HOSTS)
AUTH = hosts.auth(_chosen("AUTH"), ALLOWED_HOSTS)
TOKEN, TOKEN_IS_CHOSEN = hosts.token(_chosen("TOKEN")), bool(_chosen("TOKEN"))
TRUSTED_PROXIES = [ip_network(address) for address in hosts.listed(_chosen("TRUSTED_PROXY"))]
REMOTE_USER = f"HTTP_{name.upper().replace('-', '_')}" if (name := _chosen("REMOTE_USER")) else ""
SSO = sso.load(_chosen("SSO"))
SECRET_KEY = datadir.secret_key(DATA_DIR)

INSTALLED_APPS = [
    "tensorbored_site.apps.SiteConfig",  # before staticfiles: the `runserver` command is ours
    "django.contrib.staticfiles",
    "tensorbored_site.apps.CurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django_htmx",
    "ingest",
    "profiles",
    # one line a dashboard
    "dashboards.timeseries",
    "dashboards.scalars",
    "dashboards.images",
    "dashboards.histograms",
    "dashboards.distributions",
    "dashboards.audio",
    "dashboards.text",
    # and those that other distributions bring
    *(entry.value for entry in entry_points(group="tensorbored.dashboards")),
    *(SSO.apps if SSO else []),
]

MIDDLEWARE = [
    "tensorbored_site.middleware.security",
    "tensorbored_site.middleware.path_prefix",
    "django.contrib.sessions.middleware.SessionMiddleware",  # these are lazy: no cookie, no query
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tensorbored_site.proxy.RemoteUser",
    *([sso.MIDDLEWARE] if SSO else []),
    "tensorbored_site.gate.middleware",
    "django.middleware.common.CommonMiddleware",  # an address without its last slash still leads there
    "tensorbored_site.packed.middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tensorbored_site.middleware.Compression",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tensorbored_site.middleware.snapshot",
    "profiles.sharing.middleware",
    "profiles.drafts.middleware",
    "profiles.unkept.Unkept",
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    *(["tensorbored_site.proxy.RemoteUsers"] if REMOTE_USER else []),
    *([sso.BACKEND] if SSO else []),
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "sign-in", "index", "sign-in"

SILENCED_SYSTEM_CHECKS = [  # of `check --deploy`: what Django's own middleware would do, ours does
    "security.W001",  # headers: middleware.security; TLS is the proxy's
    "security.W002",  # frames: the policy says which
    "security.W003",  # cross-site requests: docs/decisions/0005
    "security.W011",  # cookies are for TLS where a request comes by it: middleware.security
]

ROOT_URLCONF = "tensorbored_site.urls"
FORCE_SCRIPT_NAME = PATH_PREFIX or None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tensorbored_site.shell.context",
            ],
            "builtins": ["django.templatetags.static", "dashboards.tags"],
        },
    }
]

DATABASES = {"default": datadir.database(_chosen("DB"), os.environ.get("DATABASE_URL", ""), DATA_DIR)}

# Cookies: names of our own, for other programs on this machine share them with us; below our path only
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "tb_session", "tb_csrf", "tb_language"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{PATH_PREFIX}/"
SESSION_ENGINE = "profiles.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_TRUSTED_ORIGINS = [
    f"https://{name.replace('.', '*.', 1) if name[0] == '.' else name}" for name in OTHER_HOSTS
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Static files: found where they lie, cached for good because their address names their content
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_URL = f"{PATH_PREFIX}/static/{static.token(BASE_DIR / 'static', __version__)}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = static.is_immutable

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # a 404 is the browser's news, not the terminal's
        "waitress.queue": {"level": "ERROR"},  # a page asks for more charts at once than there are threads
    },
}

if SSO:
    globals().update(SSO.settings)
