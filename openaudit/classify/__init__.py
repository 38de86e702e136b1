"""Pure functions over facts: axes, spectrum, questions."""
