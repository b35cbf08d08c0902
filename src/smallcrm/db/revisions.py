"""The schema revisions this program knows, oldest first, so that a start needs no alembic."""

KNOWN = ("0001",)
HEAD = KNOWN[-1]
