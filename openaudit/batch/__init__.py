"""Many audits under one driver."""
