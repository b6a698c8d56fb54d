"""Waves: whom they write to and when, what is answered, and what organisers see of them."""
