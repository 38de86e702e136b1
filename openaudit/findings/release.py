"""OA5xx: what is missing from the release."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.read.facts import Facts
from openaudit.record import Axes
from openaudit.vocabulary import enumerate_words


def release(facts: Facts, axes: Axes) -> Iterator[Found]:
    """The gaps in weights, code, data and evaluation. A system without weights has one gap: that."""
    weights = facts.weights
    listing = weights.citations
    if weights.level == "none":
        yield Found(rule="OA501", message="There are no weights to download.", citations=listing)
        return
    if weights.adapter:
        yield Found(rule="OA502", message="The weights are an adapter or a delta.", citations=listing)
    if weights.quantized_only:
        formats = enumerate_words(list(weights.formats))
        yield Found(rule="OA503", message=f"All weights are quantised ({formats}).", citations=listing)
    if weights.formats == ("pickle",):
        yield Found(rule="OA504", message="All weights are pickles, which run code when loaded.", citations=listing)
    if weights.missing:
        count = len(weights.missing)
        yield Found(rule="OA508", message=f"{count} shard(s) are missing: {weights.missing[0]} …", citations=listing)
    if facts.card_unseen:
        return  # what the card would have shown was not seen
    if axes.code.level != "training" and not facts.listing_unseen:
        partly = "The training code is shown in part only: a framework, a recipe, or tools to tune it further."
        message = partly if axes.code.level == "partial" else "No training code of its own is shipped or linked."
        yield Found(rule="OA505", message=message, evidence=axes.code.evidence)
    if axes.data.level == "none":
        yield Found(rule="OA506", message="The training data are neither released nor described.")
    if not facts.released.evaluation:
        yield Found(rule="OA507", message="The card shows no evaluation results.")
