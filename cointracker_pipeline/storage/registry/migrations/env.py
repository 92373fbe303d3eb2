"""What Alembic runs: our migrations, on the connection that was handed over, in its transaction."""

from alembic import context

from cointracker_pipeline.storage.registry import people_tables  # noqa: F401  (its tables are in the metadata)
from cointracker_pipeline.storage.registry.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column only by copying the table
)
with context.begin_transaction():
    context.run_migrations()
