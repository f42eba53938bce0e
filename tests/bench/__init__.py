"""What Lockstep costs, each time beside a floor that is measured in the same run."""
