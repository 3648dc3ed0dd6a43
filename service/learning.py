"""`convite learn`: weights learned from judgements and outcomes, with a report, for a person to review.

Nothing that is in use is replaced: the candidate is put in place by hand, after reading its report.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import store.answered
from domain.outcome import OutcomeKind
from matching.evaluation import answers as evaluation
from matching.learned_weights import written
from matching.learning.fit import fit, shown
from matching.learning.judged import Judged
from matching.learning.others import Suits
from matching.learning.pairs import Answered, Contest, answered_figures, contest_figures, contests
from matching.learning.report import OTHERS, held_back_scores, held_back_trades, report
from service.baselines import pools_in
from service.context import Context
from service.judged_rows import judged_rows
from service.shell import WrongUsage
from store.answered import AnsweredMatch
from store.engine import reading

_FEWEST = 200  # judged rows below which held-back figures mean little


@dataclass(frozen=True)
class LearnSummary:
    """`judged`: rows learned from; `without_text`: judgements whose text is not at hand; `answered`: matches
    that boards answered or acted on.
    """

    judged: int
    without_text: int
    answered: int
    weights: str
    report: str
    seconds: float


def learn(context: Context, data: Path, out: Path, others: Mapping[str, Suits] = OTHERS) -> LearnSummary:
    """Learns from a folder shaped like the shared `data`, and from the answers in the database.

    Raises WrongUsage where the folder holds too little to learn from.
    """
    started = perf_counter()
    judged, missing = judged_rows(data)
    if len(judged) < _FEWEST:
        few = f"texts of {len(judged)} judged rows, fewer than {_FEWEST}"
        raise WrongUsage(f"{data}: {few}: nothing was learned")
    with reading(context.engine) as db:
        answered = [_answered(one) for one in store.answered.every(db)]
    seen = [shown(one.purchase) for one in judged]
    lines = [
        *_heading(judged),
        *report(judged, held_back_scores(judged, seen, others), held_back_trades(judged, seen)),
        "",
        *_of_pairs(_contests(data / "ground_truth"), answered),
    ]
    out.mkdir(parents=True, exist_ok=True)
    weights, told = out / "suitability.csv", out / "report.md"
    told.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with weights.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("term", "weight"))
        writer.writerows(written(fit(judged, seen)))
    seconds = round(perf_counter() - started, 1)
    return LearnSummary(len(judged), missing, len(answered), str(weights), str(told), seconds)


def _of_pairs(won: Mapping[str, Sequence[Contest]], answered: Sequence[Answered]) -> Iterator[str]:
    """How a learned ranker of pairs compares with the table of weights, held back."""
    for name, held in won.items():
        yield f"| {name}: {len(held)} contracts won | recall at 10 | MRR |"
        yield "| --- | --- | --- |"
        for method, (recall, mrr) in contest_figures(held).items():
            yield f"| {method} | {recall:.4f} | {mrr:.4f} |"
        yield ""
    figures = answered_figures(answered)
    if figures is None:
        yield f"Matches that boards answered: {len(answered)}, too few to learn a ranker from."
        return
    yield f"| {len(answered)} matches that boards answered | AUC |"
    yield "| --- | --- |"
    for method, figure in figures.items():
        yield f"| {method} | {figure:.4f} |"


def _contests(folder: Path) -> dict[str, list[Contest]]:
    """The contracts that boards won, each among those signed near it; none where the folder has no such."""
    if not (folder / "ranking").exists():
        return {}
    return {
        pool.name: list(
            contests(
                [evaluation.ranked_board(row) for row in pool.boards],
                list({c.id: c for c in map(evaluation.candidate, pool.contracts)}.values()),
                pool.truth,
                pool.days,
            )
        )
        for pool in pools_in(folder)
    }


def _answered(one: AnsweredMatch) -> Answered:
    month = one.at.strftime("%Y-%m")
    wanted = one.kind is not OutcomeKind.NOT_FOR_US
    return Answered(one.municipality, one.board_code, month, one.reasons, one.score, wanted)


def _heading(judged: Sequence[Judged]) -> Iterator[str]:
    months = sorted({one.purchase.month for one in judged if one.purchase.month}) or ["no known month"]
    towns = {one.purchase.municipality for one in judged}
    yield "# What was learned of suitability"
    yield ""
    yield (
        f"Made by `convite learn`: {len(judged)} judged purchases of {len(towns)} municipalities (or buyers "
        f"without one) and {len(months)} months, {months[0]} to {months[-1]}."
    )
    yield ""
    yield (
        "What is learned for a row came from other municipalities and other months. The words of the table "
        "were chosen by people who had read these rows, so `the table alone` is not held back in that sense."
    )
    yield ""
