"""To be taken away: everybody imports `bot.actions.roles`, which rooms below may use too."""

from bot.actions.roles import Deed, Organiser, OrganiserRole, find_allowed, may, require

__all__ = ["Deed", "Organiser", "OrganiserRole", "find_allowed", "may", "require"]
