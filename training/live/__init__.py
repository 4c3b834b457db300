"""What belongs to the live engine: its test notes, and the network that moves its tracks to other keys."""
