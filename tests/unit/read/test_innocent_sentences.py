"""Sentences that only sound like terms, descent, claims or figures change nothing; those that say them still do."""

import pytest

from openaudit.audit import audit
from openaudit.record import AuditRecord, Axes
from openaudit.record.frameworks import Criterion
from tests.support.snapshots import card, snapshot

_ID = "acme/zebra-7b"


def audited(sentence: str, *, declared: str | None = "mit") -> AuditRecord:
    """The audit of a model whose card holds the sentence, under the declared licence or none."""
    text = f"# Zebra\n\n{sentence}\n"
    return audit(snapshot(card(text, license=declared) if declared else text, model_id=_ID))


def axes(record: AuditRecord) -> Axes:
    assert record.axes is not None
    return record.axes


def eu_criteria(record: AuditRecord) -> tuple[Criterion, ...]:
    assert record.frameworks.eu_ai_act is not None
    return record.frameworks.eu_ai_act.criteria


NO_GRANT = """
We do not distribute the weights under Apache 2.0.
The weights are no longer available under MIT.
The checkpoint isn't released under the Apache License 2.0.
Next month the weights will be published under Apache 2.0.
We intend to release this model under MIT.
We hope to open-source the weights under Apache 2.0.
Formerly the weights were released under MIT.
The weights will be shared under MIT as soon as the review is finished.
The chat template editor and this model were funded under MIT's outreach.
The weights were published under MIT Press rules.
This checkpoint was released under BSD guidelines.
The demo is available under MIT.
Our website is published under CC-BY-4.0.
The API is provided under Apache 2.0.
Rival models released under Apache 2.0 are slower.
The reward model is distributed under MIT.
The vocabulary is released under CC0-1.0.
A bigger version is planned and could be released under MIT.
""".strip().splitlines()

NO_BASE = """
Zebra is not derived from Llama 2.
Zebra was never fine-tuned from Llama 2.
This wasn't initialized from Llama 2.
No layer of it was initialized from Llama 2.
It is neither a merge of Llama 2 nor a copy of it.
Zebra surpasses a fine-tune of Llama 2.
Several assistants are fine-tuned from Llama 2.
Our baseline was initialized from Llama 2.
For an ablation we also fine-tuned Llama 2.
The reward model is based on Llama 2.
The draft model is derived from Llama 2.
Captions were written by Llama 2 fine-tuned for images.
An older version was based on Llama 2, this one was trained from scratch.
Zebra was pre-trained from scratch and not based on Llama 2.
Weights are initialised from scratch, with a design based on Llama 2.
The layout is based on Llama 2's architecture.
It was built with Llama 2's tokenizer.
We used Llama 2 fine-tuned as a judge.
The companion is a fine-tune of Llama 2.
""".strip().splitlines()

NO_TERMS = """
Zebra is not limited to non-commercial use.
Previously the weights were for research purposes only.
The weights used to be for research purposes only.
Nothing here is restricted to academic use.
Unlike models for non-commercial use only, ours is MIT.
Military applications are excluded from the training data.
We thank the 1 million users who must be very patient.
Companies with 500 employees need good support.
Firms with a revenue above $10M should be happy with it.
Hosting as a service isn't hard.
Dieses Modell ist nicht auf nicht-kommerzielle Nutzung beschränkt.
Ce modèle n'est pas réservé à un usage non commercial.
Questo modello non è limitato all'uso non commerciale.
Este modelo no está restringido a uso no comercial.
Este modelo não está restrito a uso não comercial.
Commercial use doesn't need an authorization.
For commercial use you do not have to request our prior permission.
There is no need to apply for approval before commercial use.
Commercial usage requires no approval.
Commercial deployment in hospitals needs ethics approval, as anywhere.
Commercial use of faces must have consent from your users.
Commercial airliners need an authorization before landing.
It sorts letters on commercial rents, in which a tenant has to file an application.
It answers with commercial flight plans that require approval.
The filter checks whether posts comply with your acceptable use policy.
A prompt must follow the usage policy you write.
Scores are subject to additional conditions of the harness.
Throughput is subject to other conditions as well.
Further restrictions apply to the batch size.
LoRA adapters are not supported in this server.
The derivative of the loss is not allowed to be negative.
Baselines licensed only for research are left out.
Non-commercial use is equally welcome.
Non-commercial and commercial use are both fine.
商业使用无须申请授权。
商业保险需要审核批准。
""".strip().splitlines()

NO_PRICE = """
It reads licence contracts and the fees in them.
You pay nothing, whatever the licence says.
No fee is asked for a licence.
The licence needs no subscription.
Pay heed to the licence.
Paying guests are welcome; the licence is MIT.
""".strip().splitlines()

NO_COMPUTE = """
Lyre took about 4e25 FLOPs.
Other frontier models took 4e25 FLOPs.
The threshold of the law is 1.5e25 FLOPs.
Our next model will take 4e25 FLOPs.
Training took 4e25 FLOPs. In total the training took 3e22 FLOPs.
""".strip().splitlines()

NO_OPEN_DATA = """
All our training data is closed, but the code is open.
The training data is not public, the weights are open.
Our data explorer is open source.
The code to clean our training data is open source.
It was asked about open data.
""".strip().splitlines()

NO_CLAIM = """
Meta open-sourced Llama in 2023 and changed the field.
Open-weight models have closed most of the gap to closed ones.
The vector store can be any open-source database.
Had we been able to, we would have published the weights under MIT.
Photos in this card are licensed under CC BY 2.0.
It recognises licence plates and driving licences.
本模型不是开源模型。
如果模型开源，我们会通知大家。
本モデルはオープンソースではありません。
오픈소스 추론 엔진에서 돌아갑니다.
이 모델은 오픈소스가 아닙니다.
vLLM ist ein quelloffener Server.
Die Gewichte von Llama 3 sind offen.
vLLM, un serveur open source, suffit pour la servir.
Los pesos de Llama 3 son abiertos.
Se fosse de código aberto, poderíamos estudá-lo.
Speriamo di rilasciare i pesi in primavera.
Мы надеемся открыть веса весной.
نخطط لفتح الأوزان لاحقا.
""".strip().splitlines()

NO_ADAPTER = """
This model is made of vision adapters and a decoder.
This is the model that all our adapters build on.
It provides an adapter interface.
It contains adapter layers between its encoders.
These weights are the outcome of fusing an adapter.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", NO_GRANT)
def test_no_licence_is_read_from_a_denial_a_plan_or_another_thing(sentence: str) -> None:
    """What is denied, planned, past or said of something else licenses no weights."""
    found = audited(sentence, declared=None)
    assert not [x for x in found.licenses if x.component == "weights" and x.concluded_expression]
    assert found.verdict.tier == "undetermined"


@pytest.mark.parametrize("sentence", NO_BASE)
def test_no_base_is_read_from_a_denial_a_comparison_or_another_model(sentence: str) -> None:
    """What is no descent of this model names no base, and brings no terms with it."""
    found = audited(sentence)
    assert (found.lineage, found.verdict.tier) == ((), "open-weights")


@pytest.mark.parametrize("sentence", NO_TERMS)
def test_no_restriction_is_read_from_words_on_other_things(sentence: str) -> None:
    """Approvals that nobody asks for, and limits of other things, restrict nothing."""
    found = audited(sentence)
    assert axes(found).restrictions == ()
    assert "OA104" not in {f.rule for f in found.findings}


@pytest.mark.parametrize("sentence", NO_PRICE)
def test_no_price_is_read_from_words_on_money(sentence: str) -> None:
    """Money in a sentence on licences is no price of this model."""
    criteria = {c.id: c.outcome for c in eu_criteria(audited(sentence))}
    assert criteria["monetisation"] != "not_met"


@pytest.mark.parametrize("sentence", NO_COMPUTE)
def test_compute_of_others_and_differing_figures_are_not_counted(sentence: str) -> None:
    """Figures of other models, of the law or of plans, and figures that contradict each other, leave it unknown."""
    criteria = {c.id: c.outcome for c in eu_criteria(audited(sentence))}
    assert criteria["systemic-risk"] == "unknown"


@pytest.mark.parametrize("sentence", NO_OPEN_DATA)
def test_no_open_data_is_claimed_by_words_on_tools(sentence: str) -> None:
    """Closed data, and tools and code for data, are no claim that the training data is open."""
    found = audited(f"## Training\n\n{sentence}")
    assert axes(found).data.level != "released"
    assert "OA106" not in {f.rule for f in found.findings}


@pytest.mark.parametrize("sentence", NO_CLAIM)
def test_no_openness_is_claimed_by_words_on_others_plans_and_denials(sentence: str) -> None:
    """Other models, tools, plans, conditions and denials, in any language, claim neither openness nor a licence."""
    claims = {claim.kind for claim in audited(sentence).claims if claim.about == "self"}
    assert not claims & {"open-source", "open-weights", "open-data", "license"}


@pytest.mark.parametrize("sentence", NO_ADAPTER)
def test_full_weights_with_adapter_parts_are_whole(sentence: str) -> None:
    """Adapters as parts of an architecture leave the weights whole."""
    assert axes(audited(sentence)).weights.level == "full"


@pytest.mark.parametrize(
    "sentence",
    [
        "The model weights are released under CC BY-NC 4.0.",
        "The model and its tokenizer are available under CC BY-NC 4.0.",
        "It comes without a warranty and is released under the CC BY-NC 4.0 license.",
        "Licensed under CC BY-NC 4.0, for research.",
    ],
)
def test_a_plain_grant_still_counts(sentence: str) -> None:
    """A grant in plain words is read, its limits with it."""
    found = audited(sentence, declared=None)
    assert (found.verdict.tier, [x.kind for x in axes(found).restrictions]) == (
        "restricted-weights",
        ["non-commercial"],
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "This model is a fine-tune of Llama 2.",
        "Zebra was not trained from scratch but initialized from Llama 2.",
        "It is based on Llama 2 with an adapter trained from scratch.",
        "It is a chat model, not an official one, built on Llama 2.",
        "Zebra is Llama 2 fine-tuned on letters.",
    ],
)
def test_a_plain_descent_still_counts(sentence: str) -> None:
    """Descent in plain words names the base, whatever else the sentence denies."""
    assert [link.id for link in audited(sentence).lineage] == ["meta-llama/llama-2"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Any commercial use of the model requires our prior written consent.", "discretionary-gate"),
        ("For commercial purposes you must obtain authorization from us.", "discretionary-gate"),
        ("Commercial use is not allowed and requires prior approval.", "discretionary-gate"),
        ("You must apply for a commercial licence.", "discretionary-gate"),
        ("Use of the model must comply with our Acceptable Use Policy.", "field-of-use"),
        ("You agree to comply with the Zebra Acceptable Use Policy.", "field-of-use"),
        ("Zebra is licensed for research use only.", "research-only"),
        ("Only non-commercial use is allowed.", "non-commercial"),
        ("商业用途必须获得我们的书面授权。", "discretionary-gate"),
    ],
)
def test_plain_terms_still_count(sentence: str, kind: str) -> None:
    """Terms in plain words are restrictions of the model."""
    assert kind in {x.kind for x in axes(audited(sentence)).restrictions}


def test_a_plain_price_figure_and_adapter_still_count() -> None:
    """A licence for sale is a price, one figure is the compute, and an adapter's repository is partial."""
    sold = eu_criteria(audited("Companies have to buy a commercial licence."))
    trained = eu_criteria(audited("Training took 4e25 FLOPs."))
    assert {c.id: c.outcome for c in sold}["monetisation"] == "not_met"
    assert {c.id: c.outcome for c in trained}["systemic-risk"] == "not_met"
    assert axes(audited("This repository contains the LoRA adapter of Zebra.")).weights.level == "partial"
