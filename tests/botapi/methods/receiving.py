"""getUpdates and the webhook."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from ..api import Call, method
from ..errors import WEBHOOK_SET, bad

Json = dict[str, Any]


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Updates from `offset` on; those before it are confirmed."""
    params, updates = call.params, call.api.updates
    updates.set_allowed(params.json("allowed_updates"))
    timeout = params.number("timeout")
    return await updates.poll(call.request, params.number("offset"), params.number("limit", 100), timeout)


@method("setWebhook")
async def set_webhook(call: Call) -> bool:
    """Push updates to an address from now on; an empty one ends it."""
    params, api = call.params, call.api
    url, secret = params.text("url"), params.text("secret_token")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    if url:
        parts = urlsplit(url)
        if api.https_only and parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise bad("bad webhook: Failed to resolve host: Name or service not known")
        if api.https_only and (parts.port or 443) not in {443, 80, 88, 8443}:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if params.flag("drop_pending_updates"):
        api.updates.drop()
    api.updates.set_allowed(params.json("allowed_updates"))
    if url:
        api.updates.abort(WEBHOOK_SET)
    await api.webhook.set(url, secret, min(max(params.number("max_connections", 40), 1), 100))
    return True


@method("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    """End pushing; getUpdates works again."""
    if call.params.flag("drop_pending_updates"):
        call.api.updates.drop()
    await call.api.webhook.set("", "", 40)
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Where updates go, and how well that works."""
    hook, updates = call.api.webhook, call.api.updates
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
    }
    if hook.url:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.last_error is not None:
        info |= {"last_error_date": hook.last_error[0], "last_error_message": hook.last_error[1]}
    if updates.allowed is not None:
        info["allowed_updates"] = updates.allowed
    return info


@method("logOut")
def log_out(call: Call) -> bool:
    """Leave this server: everything is refused from now on."""
    call.api.logged_out = True
    return True


@method("close")
def close(call: Call) -> bool:
    """Close the bot before moving it; nothing to do here."""
    return True
