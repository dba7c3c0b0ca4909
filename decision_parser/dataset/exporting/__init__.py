"""A release in the forms that other programs open: CSV, JSON lines, a workbook, a SQLite file.

Rows come from the Parquet files piece by piece, so that memory does not grow with the dataset. What is written has a
temporary name until it is whole.
"""
