"""Item models: one paged table model, and a list of column specs per entity."""
