"""Filed records held against their digest, their evidence and their signature, long after they were made."""
