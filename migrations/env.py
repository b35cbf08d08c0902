"""Alembic's entry: the program hands in the connection, inside its own transaction."""

from alembic import context

from smallcrm.db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
