"""The Model Openness Framework 1.0: components, classes and progress, as the Model Openness Tool computes them."""

from openaudit.classify.frameworks.mof.assess import assess, believe

__all__ = ["assess", "believe"]
