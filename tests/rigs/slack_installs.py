"""How Slack gives tokens away: for the code of an installation, and for what renews an earlier one."""

from __future__ import annotations

from typing import Any


def granted(body: dict[str, Any], tokens: dict[str, str], spent: set[str]) -> dict[str, Any]:
    """The answer of ``oauth.v2.access``; its token is added to ``tokens``, what renewed it to ``spent``."""
    if body.get("grant_type") == "refresh_token":
        return _renewed(body["refresh_token"], tokens, spent)
    team = body["code"]
    tokens[f"xoxb-{team}"] = team
    return {
        "ok": True, "access_token": f"xoxb-{team}", "token_type": "bot", "bot_user_id": "UBOT", "app_id": "A1",
        "scope": "chat:write", "team": {"id": team}, "authed_user": {"id": "U1"}, "is_enterprise_install": False,
    }  # fmt: skip


def _renewed(token: str, tokens: dict[str, str], spent: set[str]) -> dict[str, Any]:
    """A new token and what renews it; what renewed it is good for once."""
    if token in spent:
        return {"ok": False, "error": "invalid_refresh_token"}
    spent.add(token)
    team, number = token.removeprefix("xoxe-").split("-")
    tokens[f"xoxb-{team}-{number}"] = team
    more = {"refresh_token": f"xoxe-{team}-{int(number) + 1}", "expires_in": 43_200}
    return {"ok": True, "access_token": f"xoxb-{team}-{number}", "token_type": "bot", **more}
