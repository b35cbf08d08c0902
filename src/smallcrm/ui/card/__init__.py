"""The client's card: a window of its own, several at once, and what rises when the phone rings."""
