"""The process that answers one query and ends: it gives up every right it does not need before DuckDB starts.

The app imports only `frames` and `limits` of it, and nothing here imports the app: the process starts with these
modules, DuckDB and the standard library.
"""
