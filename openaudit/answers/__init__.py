"""What the commands beside `check` answer: pure functions over records, snapshots and texts."""
