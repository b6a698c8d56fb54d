"""What the Bot API answers when it will not do what was asked, in Telegram's words."""


class Refused(Exception):
    """A call which is answered with `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, object]:
        """Return the body of the answer."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = dict(self.parameters)
        return body


def bad_request(reason: str) -> Refused:
    """Return the refusal of a call that makes no sense."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """Return the refusal of a call which the bot may not make."""
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    """Return the refusal of a call that meets another one."""
    return Refused(409, f"Conflict: {reason}")


def too_many(seconds: int) -> Refused:
    """Return the refusal of a call that comes too soon after others."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
