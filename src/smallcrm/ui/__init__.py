"""The window, the card and the dialogs: the only package that knows Qt."""
