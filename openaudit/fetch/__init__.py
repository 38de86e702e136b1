"""The only place that touches the network: references become snapshots."""
