"""The frameworks that a model is placed under: each one module, one pure function over facts."""
