"""Who runs the audit of a dump: processes of this machine, or a Dask cluster. Both run the same function."""
