"""The parts that windows and dialogs are put together from; they know no data and no language."""
