"""Writes the JSON fixtures beside this file: what the reference implementations say.

Needs scikit-learn 1.9.1, scipy 1.17.1, statsmodels 0.15.0. torchmetrics needs torch, which is too
large for this purpose: `calibration_error` transcribes its published code (torchmetrics 1.9.0,
functional/classification/calibration_error.py, `_binning_bucketize` and `_ce_compute`) to numpy.

gsm8k.json is not made here: it is eight problems of openai/grade-school-math (MIT licence) with the
published solutions of four models.
"""

import json
import math
import pathlib
import random

import numpy
from scipy import stats
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

HERE = pathlib.Path(__file__).parent
ABSENT = "no prediction"


def write(name, value):
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    (HERE / f"{name}.json").write_text(text + "\n")


class SplitMix64:
    """Steele, Lea and Flood 2014, as in java.util.SplittableRandom."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = 2**64 - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        return mixed ^ (mixed >> 31)

    def index(self, bound):
        return (self.next() * bound) >> 64


def bootstrap(count, value, resamples, seed):
    generator = SplitMix64(seed)
    values = [
        value([generator.index(count) for _ in range(count)]) for _ in range(resamples)
    ]
    return [float(numpy.quantile(values, q)) for q in (0.025, 0.975)]


def linspace(steps):
    """torch.linspace(0, 1, steps, dtype=float64): from both ends to the middle."""
    step = 1 / (steps - 1)
    return numpy.array(
        [step * i if i < steps // 2 else 1 - step * (steps - 1 - i) for i in range(steps)]
    )


def calibration_error(confidences, accuracies, bins=15):
    confidences = numpy.asarray(confidences, dtype=numpy.float64)
    accuracies = numpy.asarray(accuracies, dtype=numpy.float64)
    boundaries = linspace(bins + 1)
    # torch.bucketize(right=True) is numpy.searchsorted(side="right").
    indices = numpy.searchsorted(boundaries, confidences, side="right") - 1
    count = numpy.bincount(indices, minlength=bins + 1).astype(numpy.float64)
    with numpy.errstate(invalid="ignore"):
        confidence = numpy.nan_to_num(
            numpy.bincount(indices, weights=confidences, minlength=bins + 1) / count
        )
        accuracy = numpy.nan_to_num(
            numpy.bincount(indices, weights=accuracies, minlength=bins + 1) / count
        )
    share = count / count.sum()
    return float(numpy.sum(numpy.abs(accuracy - confidence) * share))


def macro_f1(references, predictions):
    classes = sorted(set(references) | (set(predictions) - {ABSENT}))
    return float(
        f1_score(
            references, predictions, labels=classes, average="macro", zero_division=0
        )
    )


def classification_case(name, references, predictions):
    """None is a missing prediction: wrong for accuracy and F1, left out of the matrix."""
    filled = [ABSENT if p is None else p for p in predictions]
    right = sum(r == p for r, p in zip(references, filled))
    low, high = proportion_confint(right, len(references), method="wilson")
    kept = [(r, p) for r, p in zip(references, predictions) if p is not None]
    classes = sorted({label for pair in kept for label in pair})
    matrix = confusion_matrix(*zip(*kept), labels=classes).tolist() if kept else []
    f1 = lambda draw: macro_f1([references[i] for i in draw], [filled[i] for i in draw])
    return {
        "name": name,
        "references": references,
        "predictions": predictions,
        "accuracy": float(accuracy_score(references, filled)),
        "wilson": [float(low), float(high)],
        "macro_f1": macro_f1(references, filled),
        "macro_f1_bootstrap": bootstrap(len(references), f1, resamples=50, seed=1),
        "classes": classes,
        "matrix": matrix,
    }


def noisy(random_source, count, classes, noise, missing=0.0):
    references = [random_source.choice(classes) for _ in range(count)]
    predictions = [
        None
        if random_source.random() < missing
        else random_source.choice(classes) if random_source.random() < noise else reference
        for reference in references
    ]
    return references, predictions


def classification():
    source = random.Random(1)
    letters = ["ant", "bee", "cat", "dog", "eel"]
    return [
        classification_case("one class", ["a"] * 5, ["a"] * 5),
        classification_case("a class only in references", ["a", "b", "b"], ["a", "a", "a"]),
        classification_case("a class only in predictions", ["a", "a"], ["a", "b"]),
        classification_case("no predictions", ["a", "b", "b"], [None, None, None]),
        classification_case("all wrong", ["a", "b"], ["b", "a"]),
        classification_case("one sample", ["a"], ["a"]),
        classification_case("random", *noisy(source, 80, letters, 0.4)),
        classification_case("random with missing", *noisy(source, 80, letters, 0.4, 0.2)),
        classification_case("rare errors", *noisy(source, 300, letters[:3], 0.02)),
    ]


def calibration_case(name, confidences, accuracies):
    error = lambda draw: calibration_error(
        [confidences[i] for i in draw], [accuracies[i] for i in draw]
    )
    return {
        "name": name,
        "confidences": confidences,
        "accuracies": accuracies,
        "error": calibration_error(confidences, accuracies),
        "bootstrap": bootstrap(len(confidences), error, resamples=50, seed=7),
    }


def calibration():
    source = numpy.random.default_rng(2)
    confidences = [round(float(c), 6) for c in source.beta(5, 1, 200)]
    accuracies = [int(a) for a in source.random(200) < numpy.array(confidences) * 0.9]
    edges = [float(e) for e in linspace(16)]
    beside = [float(numpy.nextafter(e, 0)) for e in edges[1:]]
    return {
        "edges": edges,
        "cases": [
            calibration_case("random", confidences, accuracies),
            calibration_case("on the edges", edges, [i % 2 for i in range(16)]),
            calibration_case("below the edges", beside, [i % 2 for i in range(15)]),
            calibration_case("tenths", [i / 10 for i in range(1, 11)], [1, 0] * 5),
            calibration_case("certain and right", [1.0] * 4, [1] * 4),
            calibration_case("certain and half right", [1.0] * 4, [1, 0, 1, 0]),
            calibration_case("one", [0.7], [0]),
        ],
    }


def newcombe(both_right, only_first, only_second, both_wrong):
    """Newcombe 1998, method 10, for second minus first."""
    count = both_right + only_first + only_second + both_wrong
    first, second = both_right + only_first, both_right + only_second
    p1, p2 = first / count, second / count
    (l1, u1), (l2, u2) = (
        proportion_confint(k, count, method="wilson") for k in (first, second)
    )
    margins = first * (count - first) * second * (count - second)
    phi = 0.0
    if margins > 0:
        determinant = both_right * both_wrong - only_first * only_second
        if determinant > 0:
            determinant = max(0, determinant - count / 2)
        phi = determinant / math.sqrt(margins)
    reach = lambda a, b: math.sqrt(a * a - 2 * phi * a * b + b * b)
    difference = p2 - p1
    return [
        float(difference - reach(p2 - l2, u1 - p1)),
        float(difference + reach(u2 - p2, p1 - l1)),
    ]


def significance():
    source = random.Random(3)
    counts = [(0, 0), (0, 1), (1, 1), (0, 5), (3, 4), (5, 12), (10, 10), (121, 59)]
    counts += [(1000, 1100), (499_000, 501_000), (500_000, 500_000), (498_500, 501_500)]
    counts += [(0, 1000), (10, 1000), (333_333, 333_334), (490_000, 510_000)]
    counts += [(source.randrange(200), source.randrange(200)) for _ in range(30)]
    tests = [
        {"b": b, "c": c, "p": float(mcnemar([[0, b], [c, 0]], exact=True).pvalue)}
        for b, c in counts
    ]
    families = [[0.01, 0.02, 0.03, 0.5], [], [0.2], [0.01, 0.01, 0.01], [1.0, 1.0], [0.0, 1.0]]
    families += [[source.random() ** 3 for _ in range(source.randrange(2, 12))] for _ in range(6)]
    shares = [(0, 1), (1, 1), (0, 50), (50, 50), (1, 3), (1776, 1797), (286, 1319), (1, 10**6)]
    tables = [(36, 2, 12, 0), (1, 1, 7, 12), (10, 0, 0, 0), (0, 0, 0, 10), (0, 10, 0, 0)]
    tables += [(53, 1, 16, 30), (1700, 30, 45, 22), (5, 0, 0, 5)]
    return {
        "mcnemar": tests,
        "holm": [
            {
                "p": family,
                "adjusted": [float(p) for p in multipletests(family, method="holm")[1]]
                if family
                else [],
            }
            for family in families
        ],
        "wilson": [
            {
                "successes": k,
                "trials": n,
                "interval": [float(x) for x in proportion_confint(k, n, method="wilson")],
            }
            for k, n in shares
        ],
        "newcombe": [{"table": table, "interval": newcombe(*table)} for table in tables],
        "quantiles": [
            {
                "sorted": values,
                "quantiles": [float(numpy.quantile(values, q)) for q in (0.025, 0.5, 0.975)],
            }
            for values in ([1.0], [1.0, 2.0], sorted(source.random() for _ in range(11)))
        ],
        "splitmix64": [
            {"seed": seed, "numbers": [f"{n:016x}" for n in take(SplitMix64(seed), 4)]}
            for seed in (0, 1, 0x123456789ABCDEF)
        ],
    }


def take(generator, count):
    return [generator.next() for _ in range(count)]


if __name__ == "__main__":
    assert stats.binomtest(5, 17, 0.5).pvalue == mcnemar([[0, 5], [12, 0]], exact=True).pvalue
    write("classification", classification())
    write("calibration", calibration())
    write("significance", significance())
