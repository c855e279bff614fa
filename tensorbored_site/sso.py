"""Single sign-on by django-allauth, where `TENSORBORED_SSO` names a file that says with whom.

The file is JSON: `providers` as allauth's SOCIALACCOUNT_PROVIDERS has them, and `domains`, whose verified
addresses may have an account made for them. Nobody else gets one; who has one by that address may come in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APPS = ("allauth", "allauth.account", "allauth.socialaccount")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MIDDLEWARE = "allauth.account.middleware.AccountMiddleware"


@dataclass(frozen=True)
class SingleSignOn:
    """With whom, and whose addresses are enough."""

    providers: dict[str, Any]
    domains: Sequence[str]

    @property
    def apps(self) -> list[str]:
        """What is installed besides."""
        return [*APPS, *(f"allauth.socialaccount.providers.{name}" for name in self.providers)]

    @property
    def settings(self) -> dict[str, Any]:
        """Allauth's settings: no passwords or forms of its own, one click from our door."""
        return {
            "SOCIALACCOUNT_PROVIDERS": self.providers,
            "SOCIALACCOUNT_ONLY": True,
            "SOCIALACCOUNT_ADAPTER": "tensorbored_site.sso_adapter.Adapter",
            "SOCIALACCOUNT_LOGIN_ON_GET": True,
            "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
            "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
            "ACCOUNT_ADAPTER": "tensorbored_site.sso_adapter.Quiet",
            "ACCOUNT_EMAIL_VERIFICATION": "none",
        }


def load(path: str) -> SingleSignOn | None:
    """What the file says; none without one."""
    if not path:
        return None
    try:
        import allauth  # noqa: F401

        said = json.loads(Path(path).read_text(encoding="utf-8"))
        providers, domains = dict(said["providers"]), [str(name).lower() for name in said.get("domains", [])]
    except ImportError:
        raise SystemExit("ERROR: TENSORBORED_SSO takes `pip install 'tensorbored[sso]'`.") from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SystemExit(f"ERROR: {path} does not say with whom to sign in: {error!r}") from None
    return SingleSignOn(providers, domains)
