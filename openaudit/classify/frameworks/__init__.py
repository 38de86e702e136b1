"""The frameworks that a model is placed under: each a pure function over facts, with one data file of its criteria."""
