"""Every change of the tables since the first, in order; docs/migrations.md says how to add one.

`connectors/storage/schema.py` runs them. They cover the whole database: the conversation store, the
outbox and the tables of the engine.
"""
