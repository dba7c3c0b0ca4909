"""Decisions as tables: schema, Parquet files, releases, and reading them again."""
