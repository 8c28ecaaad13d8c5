"""Our intent classifier: kernel ridge regression on n-grams, sentence vectors and the reader's finds.

    k(a, b) = VECTOR_WEIGHT * exp(-|u_a - u_b|^2) + t_a.t_b + FLAG_WEIGHT * f_a.f_b

with sentence vectors u (their 128 leading directions: as accurate, and a quarter of the work at serving),
tf-idf rows t and flags f. It is one linear system, so training takes seconds, has
no epochs or random start, and gives each training sentence's prediction *without itself* for nothing; on
those the temperature of the softmax is set. Five-fold accuracy against other classifiers: see
backend/docs/decisions/0032-understanding-pipeline.md. Needs numpy and scipy for training, numpy for serving.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import Floats, grams

RIDGE = 0.15
FLAG_WEIGHT = 0.15
NGRAM_WEIGHT = 1.0
VECTOR_WEIGHT = 1.5
DIRECTIONS = 128
SOFTENED = 0.8
BLOCK = 1_024
PROBES = 128


@dataclass
class Sample:
    """Training material in rows."""

    texts: list[str]
    flags: list[set[str]]
    vectors: Floats
    labels: list[str]


@dataclass
class Kernel:
    """A trained classifier."""

    classes: list[str]
    grams: dict[str, int]
    idf: Floats
    gram_weights: Floats
    flags: dict[str, int]
    flag_weights: Floats
    directions: Floats
    vectors: Floats
    vector_weights: Floats
    temperature: float

    def __post_init__(self) -> None:
        self._lengths = squares(self.vectors)

    def scores(self, texts: Sequence[str], flags: Sequence[set[str]], vectors: Floats) -> Floats:
        """A row for each text, one number a class; the larger, the likelier."""
        total = near(vectors @ self.directions, self.vectors, self._lengths) @ self.vector_weights
        for row, (text, found) in enumerate(zip(texts, flags, strict=True)):
            columns, values = self._row(text)
            total[row] += values @ self.gram_weights[columns]
            total[row] += self.flag_weights[[self.flags[flag] for flag in found if flag in self.flags]].sum(axis=0)
        return total

    def probabilities(self, texts: Sequence[str], flags: Sequence[set[str]], vectors: Floats) -> Floats:
        """Calibrated probabilities of the classes, a row for each text."""
        return softmax(self.scores(texts, flags, vectors) * self.temperature)

    def _row(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        found = [(self.grams[gram], count) for gram, count in grams(text).items() if gram in self.grams]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        columns = np.array([column for column, _ in found])
        values = np.array([1.0 + math.log(count) for _, count in found], np.float32) * self.idf[columns]
        return columns, values / np.linalg.norm(values)

    def save(self, folder: Path) -> None:
        """Write arrays and names; no pickles."""
        np.savez(
            folder / "kernel.npz",
            idf=self.idf,
            gram_weights=self.gram_weights.astype(np.float16),
            flag_weights=self.flag_weights,
            directions=self.directions,
            vectors=self.vectors,
            vector_weights=self.vector_weights,
        )
        names = {
            "classes": self.classes,
            "grams": list(self.grams),
            "flags": list(self.flags),
            "temperature": self.temperature,
        }
        (folder / "kernel.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Kernel:
        """Read what `save` wrote."""
        names = json.loads((folder / "kernel.json").read_text(encoding="utf-8"))
        with np.load(folder / "kernel.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored.files}
        return cls(
            classes=names["classes"],
            grams={gram: column for column, gram in enumerate(names["grams"])},
            flags={flag: column for column, flag in enumerate(names["flags"])},
            temperature=names["temperature"],
            **arrays,
        )


def squares(rows: Floats) -> Floats:
    """The squared length of each row."""
    return np.einsum("ij,ij->i", rows, rows)


def near(some: Floats, others: Floats, lengths: Floats) -> Floats:
    """exp(-distance squared) between rows; `lengths` are the squared ones of the others."""
    distances = 2.0 * (some @ others.T)
    distances -= squares(some)[:, None]
    distances -= lengths[None, :]
    return np.exp(np.minimum(distances, 0.0, out=distances), out=distances)


def softmax(scores: Floats) -> Floats:
    """Positive numbers that add up to one."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def fit(
    sample: Sample,
    *,
    ridge: float = RIDGE,
    vector_weight: float = VECTOR_WEIGHT,
    ngram_weight: float = NGRAM_WEIGHT,
    flag_weight: float = FLAG_WEIGHT,
) -> Kernel:
    """Train. The weights let the comparison leave parts out."""
    classes = sorted(set(sample.labels))
    wanted = np.array([classes.index(label) for label in sample.labels])
    vocabulary, idf, rows = _tfidf(sample.texts)
    flag_names, flag_rows = _flag_rows(sample.flags)
    directions = _leading(sample.vectors)
    low = sample.vectors @ directions
    gram = near(low, low, squares(low))
    gram *= vector_weight
    for start in range(0, len(wanted), BLOCK):  # the sparse product is dense: all at once it would need gigabytes
        block = slice(start, start + BLOCK)
        gram[block] += ngram_weight * (rows[block] @ rows.T).toarray()
        gram[block] += flag_weight * (flag_rows[block] @ flag_rows.T)
    targets = np.full((len(wanted), len(classes)), -1.0 / (len(classes) - 1), np.float32)
    targets[np.arange(len(wanted)), wanted] = 1.0
    weights, without_itself = _solve(gram.astype(np.float32, copy=False), targets, ridge)
    return Kernel(
        classes=classes,
        grams=vocabulary,
        idf=idf,
        gram_weights=(ngram_weight * (rows.T @ weights)).astype(np.float32),
        flags=flag_names,
        flag_weights=(flag_weight * (flag_rows.T @ weights)).astype(np.float32),
        directions=directions,
        vectors=low,
        vector_weights=(vector_weight * weights).astype(np.float32),
        temperature=_temperature(without_itself, wanted),
    )


def _solve(gram: Floats, targets: Floats, ridge: float) -> tuple[Floats, Floats]:
    """The dual weights, and each sentence's scores from a model that has not seen it (closed form)."""
    from scipy.linalg import lapack

    gram[np.diag_indices_from(gram)] += ridge
    factor, failed = lapack.spotrf(gram.T, lower=0, overwrite_a=1)
    if failed:
        raise ValueError(f"kernel matrix is not positive definite ({failed})")
    weights, _ = lapack.spotrs(factor, targets, lower=0)
    # The inverse's diagonal, estimated by probes of signs: exact would cost as much again as the factor.
    signs = np.random.RandomState(7).choice(np.array([-1.0, 1.0], np.float32), (len(targets), PROBES))
    answers, _ = lapack.spotrs(factor, signs, lower=0)
    diagonal = np.maximum((signs * answers).mean(axis=1), 1e-3)
    return weights, targets - weights / diagonal[:, None]


def _leading(vectors: Floats) -> Floats:
    """The directions along which the sentences differ most."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(directions[:, : -DIRECTIONS - 1 : -1]).astype(np.float32)


def _temperature(scores: Floats, wanted: NDArray[np.int64]) -> float:
    """The softmax's sharpness under which the held-out answers are likeliest."""
    # Each sentence has likenesses among the others that a stranger's sentence has not; five-fold
    # cross-validation (which parts fewer of them) asks for a fifth less sharpness.
    grid = np.geomspace(1.0, 40.0, 60)
    rows = np.arange(len(wanted))
    losses = [-np.log(softmax(scores * value)[rows, wanted] + 1e-9).mean() for value in grid]
    return SOFTENED * float(grid[int(np.argmin(losses))])


def _tfidf(texts: list[str]) -> tuple[dict[str, int], Floats, Any]:
    from scipy.sparse import csr_matrix

    counted = [grams(text) for text in texts]
    vocabulary: dict[str, int] = {}
    for counts in counted:
        for gram in counts:
            vocabulary.setdefault(gram, len(vocabulary))
    seen = np.zeros(len(vocabulary))
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for counts in counted:
        for gram, count in counts.items():
            seen[vocabulary[gram]] += 1
            columns.append(vocabulary[gram])
            data.append(1.0 + math.log(count))
        starts.append(len(columns))
    idf = (np.log((1 + len(texts)) / (1 + seen)) + 1.0).astype(np.float32)
    matrix = csr_matrix((np.array(data, np.float32), columns, starts), shape=(len(texts), len(vocabulary)))
    matrix = matrix.multiply(idf[None, :]).tocsr()
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    scale = csr_matrix((1.0 / lengths, (range(len(texts)), range(len(texts)))))
    return vocabulary, idf, (scale @ matrix).astype(np.float32).tocsr()


def _flag_rows(found: list[set[str]]) -> tuple[dict[str, int], Floats]:
    names = {name: column for column, name in enumerate(sorted(set().union(*found) or {"none"}))}
    rows = np.zeros((len(found), len(names)), np.float32)
    for row, flags in enumerate(found):
        for flag in flags:
            rows[row, names[flag]] = 1.0
    return names, rows
