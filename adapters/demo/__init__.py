"""The demo: Lockstep between a chat in a page and a Lock Screen beside it."""
