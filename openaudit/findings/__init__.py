"""The rules: claims against reality, one file per family."""
