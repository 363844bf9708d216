"""OpenID Connect providers, by environment: TUILAGE_OIDC names them, each has its own variables.

    TUILAGE_OIDC=agentconnect
    TUILAGE_OIDC_AGENTCONNECT_NAME="ProConnect"
    TUILAGE_OIDC_AGENTCONNECT_URL=https://…          (the issuer, or its openid-configuration)
    TUILAGE_OIDC_AGENTCONNECT_CLIENT_ID=…
    TUILAGE_OIDC_AGENTCONNECT_SECRET=…

A provider signs in accounts that were linked to it by their owner, signed in (subject and issuer): it opens none, and
an e-mail address alone proves nothing. Read by the settings, so nothing here imports Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NEEDED = ("URL", "CLIENT_ID", "SECRET")


def providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """The value of SOCIALACCOUNT_PROVIDERS. Raises ValueError when a provider lacks one of its variables."""
    apps = []
    for name in environment.get("TUILAGE_OIDC", "").replace(" ", "").lower().split(","):
        if not name:
            continue
        prefix = f"TUILAGE_OIDC_{name.upper().replace('-', '_')}_"
        missing = [prefix + part for part in NEEDED if not environment.get(prefix + part)]
        if missing:
            raise ValueError(f"the provider {name} needs {', '.join(missing)}")
        apps.append(
            {
                "provider_id": name,
                "name": environment.get(f"{prefix}NAME", name),
                "client_id": environment[f"{prefix}CLIENT_ID"],
                "secret": environment[f"{prefix}SECRET"],
                "settings": {"server_url": environment[f"{prefix}URL"], "fetch_userinfo": True},
            }
        )
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}
