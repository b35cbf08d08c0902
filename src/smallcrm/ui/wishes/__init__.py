"""What the owner can ask for, in groups; the desk carries them out by name."""
