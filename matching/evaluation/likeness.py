"""Plain ways to say how alike two texts are, to hold ours against: shared words, BM25, TF-IDF, chance."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from domain.text import fold

Likeness = NDArray[np.float64]  # queries × documents
Liken = Callable[[Sequence[str], Sequence[str]], Likeness]

_K1, _B = 1.5, 0.75  # of BM25, as everybody sets them


def by_chance(queries: Sequence[str], documents: Sequence[str]) -> Likeness:
    """The same numbers at every run."""
    return np.random.default_rng(2026).random((len(queries), len(documents)))


def shared_words(queries: Sequence[str], documents: Sequence[str]) -> Likeness:
    """The share of their words that both have (Jaccard)."""
    asked, told = _counts(queries, documents, binary=True)
    both = (asked @ told.T).toarray()
    either = _row_sums(asked)[:, None] + _row_sums(told)[None, :] - both
    return np.asarray(both / np.maximum(either, 1.0))


def bm25(queries: Sequence[str], documents: Sequence[str]) -> Likeness:
    asked, told = _counts(queries, documents, binary=False)
    asked.data[:] = 1.0
    long = _row_sums(told)
    per_word = told.tocoo()
    holding = np.bincount(per_word.col, minlength=told.shape[1])
    rarity = np.log1p((len(documents) - holding + 0.5) / (holding + 0.5))
    length = 1 - _B + _B * long / max(float(long.mean()), 1.0)
    often = per_word.data * (_K1 + 1) / (per_word.data + _K1 * length[per_word.row])
    weighed = sparse.csr_matrix((often * rarity[per_word.col], (per_word.row, per_word.col)), told.shape)
    return np.asarray((asked @ weighed.T).toarray())


def tfidf_words(queries: Sequence[str], documents: Sequence[str]) -> Likeness:
    """The cosine of single words and pairs."""
    return _cosine(
        TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True), queries, documents
    )


def tfidf_letters(queries: Sequence[str], documents: Sequence[str]) -> Likeness:
    """The cosine of three to five letters."""
    return _cosine(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True), queries, documents
    )


def _cosine(vectors: TfidfVectorizer, queries: Sequence[str], documents: Sequence[str]) -> Likeness:
    told = vectors.fit_transform([_folded(text) for text in documents])
    asked = vectors.transform([_folded(text) for text in queries])
    return np.asarray((asked @ told.T).toarray())


def _counts(
    queries: Sequence[str], documents: Sequence[str], *, binary: bool
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    words = CountVectorizer(analyzer=str.split, binary=binary, dtype=np.float64)
    both = words.fit_transform([_folded(text) for text in (*queries, *documents)])
    return both[: len(queries)], both[len(queries) :]


def _row_sums(counts: sparse.csr_matrix) -> NDArray[np.float64]:
    return np.asarray(counts.sum(axis=1), np.float64).ravel()


def _folded(text: str) -> str:
    return fold(text) or "sin texto"
