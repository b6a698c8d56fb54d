"""Run by Alembic for each command, on the connection which `storage.migrate` hands in."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=False,  # the caller's transaction holds all, on both engines
)
context.run_migrations()
