"""Jobs of the workshop: nothing here ships with the program."""
