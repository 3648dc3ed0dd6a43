"""Other ways to learn suitability and trade, to be held against ours on the same held-back rows.

Words alone; trees over the table's signs, monotone as the signs are; trees that also see latent meaning;
for the trade, a classifier over words, codes and the table. Each learns from some rows and scores others.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from domain.board import Trade
from matching.learned_weights import family
from matching.learning.fit import Floats, Shown
from matching.learning.held_back import Rows
from matching.learning.judged import Judged

Suits = Callable[[Sequence[Judged], Sequence[Shown], Rows, Rows], Floats]  # tested rows × three steps

_LATENT = 60
_SEEN = 3


def words_alone(judged: Sequence[Judged], seen: Sequence[Shown], learn: Rows, test: Rows) -> Floats:
    """TF-IDF of the stems and a logistic regression."""
    told, asked = _tfidf(seen, learn, test)
    return _by_steps(lambda: LogisticRegression(max_iter=500), told, asked, judged, learn)


def trees(judged: Sequence[Judged], seen: Sequence[Shown], learn: Rows, test: Rows) -> Floats:
    """Boosted trees over the signs, each of which can only push to its own side."""
    signs = _signs(seen)
    boosted = partial(_boosted, [1] * signs.shape[1])
    return _by_steps(boosted, signs[learn], signs[test], judged, learn)


def latent_trees(judged: Sequence[Judged], seen: Sequence[Shown], learn: Rows, test: Rows) -> Floats:
    """The same trees, which see sixty latent directions of the words as well."""
    signs, (told, asked) = _signs(seen), _tfidf(seen, learn, test)
    latent = TruncatedSVD(min(_LATENT, told.shape[1] - 1), random_state=0).fit(told)
    boosted = partial(_boosted, [1] * signs.shape[1] + [0] * latent.n_components)
    columns = np.c_[signs[learn], latent.transform(told)], np.c_[signs[test], latent.transform(asked)]
    return _by_steps(boosted, *columns, judged, learn)


def trades_of_a_classifier(
    judged: Sequence[Judged], seen: Sequence[Shown], learn: Rows, test: Rows
) -> list[str]:
    """The likeliest trade of each tested row by words, codes and what the table says of each trade."""
    known = np.array([i for i in learn if judged[i].trades[0] != "none"])
    columns = [_of_table(seen), _of_codes(judged, known)]
    told, asked = _tfidf(seen, known, test)
    told = sparse.hstack([told * 3, *(c[known] for c in columns)]).tocsr()
    asked = sparse.hstack([asked * 3, *(c[test] for c in columns)]).tocsr()
    model = LogisticRegression(C=0.3, max_iter=500).fit(told, [judged[i].trades[0] for i in known])
    return [str(trade) for trade in model.predict(asked)]


def _by_steps(
    make: Callable[[], Any], told: Any, asked: Any, judged: Sequence[Judged], learn: Rows
) -> Floats:
    """The chance that readers say at least 1, 2, 3, each by a model of its own."""
    suit = np.array([np.mean(judged[i].suit) for i in learn])
    models = [make().fit(told, suit >= step) for step in (1, 2, 3)]
    return np.column_stack([model.predict_proba(asked)[:, 1] for model in models])


def _boosted(sides: Sequence[int]) -> CalibratedClassifierCV:
    model = HistGradientBoostingClassifier(
        max_iter=80,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=15,
        l2_regularization=5.0,
        monotonic_cst=list(sides),
        random_state=0,
    )
    return CalibratedClassifierCV(model, method="sigmoid", cv=2)


def _signs(seen: Sequence[Shown]) -> Floats:
    """How much each sign says in each row, by the table; last what the table makes of all of them."""
    rules = sorted({family(sign.rule) for one in seen for sign in one.evidence.signs})
    place = {rule: at for at, rule in enumerate(rules)}
    cells = np.zeros((len(seen), len(rules) + 1))
    for row, one in enumerate(seen):
        cells[row, -1] = one.evidence.score
        for sign in one.evidence.signs:
            cells[row, place[family(sign.rule)]] += sign.weight
    return cells


def _tfidf(seen: Sequence[Shown], learn: Rows, test: Rows) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    vectors = TfidfVectorizer(analyzer=lambda one: one.stems, min_df=_SEEN, sublinear_tf=True)
    return vectors.fit_transform([seen[i] for i in learn]), vectors.transform([seen[i] for i in test])


def _of_table(seen: Sequence[Shown]) -> sparse.csr_matrix:
    place = {trade: at for at, trade in enumerate(Trade)}
    cells = np.zeros((len(seen), len(place)))
    for row, one in enumerate(seen):
        for hint in one.evidence.trades:
            cells[row, place[hint.trade]] = 2 * np.log1p(3 * hint.score / (1 - hint.score))
    return sparse.csr_matrix(cells)


def _of_codes(judged: Sequence[Judged], learn: Rows) -> sparse.csr_matrix:
    """Segment, family and class of the UNSPSC code, where they were seen often enough to learn from."""
    codes = [_levels(one.purchase.unspsc) for one in judged]
    often = Counter(level for i in learn for level in codes[i])
    place = {level: at for at, level in enumerate(sorted(k for k, n in often.items() if n >= _SEEN))}
    cells = sparse.lil_matrix((len(judged), max(1, len(place))))
    for row, levels in enumerate(codes):
        for level in levels:
            if level in place:
                cells[row, place[level]] = 0.7
    return cells.tocsr()


def _levels(unspsc: str) -> list[str]:
    digits = "".join(re.findall(r"\d+", unspsc.replace("V1.", "")))
    return [digits[:length] for length in (2, 4, 6) if len(digits) >= length]
