"""Tables: what one person tells is confirmed by the others who sit there."""
