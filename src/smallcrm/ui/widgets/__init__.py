"""The parts that windows and dialogs are put together from; they know neither the data nor the language."""
