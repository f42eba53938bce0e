"""Rigs that break Lockstep on purpose, and look at what is left."""
