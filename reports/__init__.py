"""From facts to words, tables and posters: pure, without a clock, a file or a network."""
