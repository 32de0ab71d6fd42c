"""Who may see what, how people sign in, and what is written down of it."""
