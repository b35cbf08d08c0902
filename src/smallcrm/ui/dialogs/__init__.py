"""The dialogs: one class a file, opened without blocking, telling what was saved by a signal."""
