"""What organisers do: their team, reviews, announcements, waves, and how they want their digest."""
