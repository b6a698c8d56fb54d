"""Methods by which the bot hears what happened: long polls and the webhook's setting."""

import asyncio
import re
from urllib.parse import urlsplit

from simulator.params import Json, Params
from simulator.refusals import bad_request, conflict
from simulator.world import Hook, World

MOST_UPDATES = 100
LONGEST_POLL = 50
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
MOST_CONNECTIONS = 100


async def get_updates(world: World, params: Params) -> list[Json]:
    """Confirm what is below the offset, and wait for what comes after it."""
    if world.hook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    world.poll.calls += 1
    world.bell.ring()
    world.updates.allow(params.parsed("allowed_updates"))
    world.updates.confirm(params.integer("offset"))
    limit = params.integer("limit", MOST_UPDATES)
    seconds = min(max(params.integer("timeout"), 0), LONGEST_POLL)
    batch = await _wait(world, world.poll.calls, seconds)
    return batch[: limit if 0 < limit <= MOST_UPDATES else MOST_UPDATES]


async def _wait(world: World, call: int, seconds: int) -> list[Json]:
    try:
        async with asyncio.timeout(seconds or None):
            while not (waiting := world.updates.waiting()) and seconds and not world.closing:
                await world.bell.wait()
                _still_the_last(world, call)
    except TimeoutError:
        return []
    return [update.as_json() for update in waiting]


def _still_the_last(world: World, call: int) -> None:
    if world.hook.url:
        raise conflict("terminated by setWebhook request")
    if world.poll.calls != call:
        raise conflict(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )


def set_webhook(world: World, params: Params) -> bool:
    """Deliver to this address from now on; only this machine is reached."""
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or parts.hostname not in LOOPBACK:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    most = params.integer("max_connections", 40)
    world.hook = Hook(url, secret, min(max(most, 1), MOST_CONNECTIONS))
    world.updates.allow(params.parsed("allowed_updates"))
    _drop(world, params)
    world.bell.ring()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    world.hook = Hook()
    _drop(world, params)
    world.bell.ring()
    return True


def get_webhook_info(world: World, _params: Params) -> Json:
    hook = world.hook
    found: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.waiting()),
    }
    if hook.url:
        found |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.last_error_at is not None:
        found["last_error_date"] = int(hook.last_error_at.timestamp())
        found["last_error_message"] = hook.last_error
    if world.updates.allowed:
        found["allowed_updates"] = list(world.updates.allowed)
    return found


def _drop(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.drop()
