"""Records out: JSON Lines for programs, cards for people."""
