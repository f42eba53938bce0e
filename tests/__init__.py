"""What Lockstep promises, one file for each file of the source."""
