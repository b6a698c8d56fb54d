"""Deliveries: the outbox, one row a message a chat; emptied once it has gone out."""

from storage.deliveries.broadcasts import (
    count_broadcast,
    pause_broadcast,
    requeue_uncertain_broadcast,
    resume_broadcast,
    stop_broadcast,
)
from storage.deliveries.claiming import claim_due, find_next_due, release_all, renew_leases
from storage.deliveries.finding import (
    Promised,
    count_deliveries,
    find_message,
    find_put,
    forget_farewells,
    forget_settled,
    has_farewells,
    is_open,
    list_promised,
    remove,
)
from storage.deliveries.promising import Addressed, promise, promise_many, promised, take_back
from storage.deliveries.records import (
    BROADCAST,
    FAREWELL,
    NOTICE,
    REPLY,
    Delivery,
    DeliveryState,
)
from storage.deliveries.settling import (
    cancel_open,
    mark_blocked,
    mark_failed,
    mark_sent,
    retry_later,
)

__all__ = [
    "BROADCAST",
    "FAREWELL",
    "NOTICE",
    "REPLY",
    "Addressed",
    "Delivery",
    "DeliveryState",
    "Promised",
    "cancel_open",
    "claim_due",
    "count_broadcast",
    "count_deliveries",
    "find_message",
    "find_next_due",
    "find_put",
    "forget_farewells",
    "forget_settled",
    "has_farewells",
    "is_open",
    "list_promised",
    "mark_blocked",
    "mark_failed",
    "mark_sent",
    "pause_broadcast",
    "promise",
    "promise_many",
    "promised",
    "release_all",
    "remove",
    "renew_leases",
    "requeue_uncertain_broadcast",
    "resume_broadcast",
    "retry_later",
    "stop_broadcast",
    "take_back",
]
