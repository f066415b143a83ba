"""Can the items be solved without knowing anything?  Blind solvers against each item's own chance.

    python -m benchmarks.guess_proof [--course FOLDER] [--worst 15]

None of them reads the scenario for its meaning.  A solver passes when an exact test finds no sign that it
beats chance (p > .01); chance is an item's own, one out of all the ways to choose as many options as it
asks for.  The text classifier learns surface features (lengths, marks, numbers, small words, likeness to
stem and neighbours) and is cross-validated by item: no model judges an option of an item that it learned
from.  Its AUC over options, the mean of several divisions, may be .55 at most.  Exit code 1 when one of
these five gives answers away.  A sixth solver learns all words of the options too; it is printed as the
stricter reading and fails nothing, since which words go with which subject is partly what is taught.

An AUC below .5 is no tell turned round: where the whole bank is even, what one part has more of the rest
has less of, so what is learned from the one points away from the other.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from bot.quizzing.courses import BUNDLED, Course, open_course
from bot.quizzing.items import Item
from bot.quizzing.likeness import overlap, stems

LEVEL, MOST_AUC = 0.01, 0.55
FOLDS, SHUFFLES = 10, 5
STRICTER = "classifier, all words"
HEDGES = re.compile(
    r"\b(may|might|can|could|would|often|usually|some|several|most|if|when|where|while|unless|until|although|"
    r"each|both|with|without|after|before|only|at least|at most|likely|should)\b",
    re.IGNORECASE,
)
ABSOLUTES = re.compile(r"\b(all|any|every|always|never|none|no|must|whatever|at once|immediately)\b", re.IGNORECASE)

SMALL_WORDS = re.findall(
    r"\w+",
    "a an and any are as at be because before but by can do each for from has have if in into is it its may more no "
    "not of on one only or other out over so some than that the their them then there these they this to two under "
    "until up use what when where which while who will with within without",
)
FEATURES = (
    "length", "length beside the others", "rank of length", "words", "hedges", "absolutes", "commas", "digits",
    "brackets and colons", "products", "words of the stem", "words of the stem beside the others",
    "likeness to the others", "length of words", "capital at the start",
)  # fmt: skip

Score = Callable[[Item], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Result:
    """What a solver reached; ``p`` is how often luck alone does as well."""

    name: str
    solved: frozenset[str]
    expected: float
    p: float

    @property
    def passed(self) -> bool:
        """Whether nothing shows that it beats chance."""
        return self.p > LEVEL


def main() -> None:
    """Run them, print the table and the items that give most away."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--course", type=Path, default=BUNDLED / "pmle", help="the course's folder")
    wanted.add_argument("--worst", type=int, default=15, help="how many items to list")
    given = wanted.parse_args()
    course = open_course(given.course)
    items = [shown(item, course) for item in course.items.values()]
    options = Options.of(items, course)
    by_surface, surface_aucs = classify(options, SMALL_WORDS)
    by_words, words_aucs = classify(options, None)
    learned: dict[str, Score] = {
        "classifier, surface": lambda item: by_surface[item.id],
        STRICTER: lambda item: by_words[item.id],
    }
    solvers = unlearned(course) | learned
    results = [solve(name, score, items) for name, score in solvers.items()]
    multiple = sum(item.choose > 1 for item in items)
    print(f"{course.id}: {len(items)} items, {multiple} of them with several answers\n")
    print(f"{'solver':24}{'solved':>8}{'by chance':>11}{'p':>8}   verdict")
    for result in results:
        said = "passes" if result.passed else "gives answers away"
        print(f"{result.name:24}{len(result.solved):8}{result.expected:11.1f}{result.p:8.3f}   {said}")
    for name, aucs in {"classifier, surface": surface_aucs, STRICTER: words_aucs}.items():
        said = "passes" if statistics.mean(aucs) <= MOST_AUC else "gives answers away"
        spread = f"{min(aucs):.3f} to {max(aucs):.3f} over {len(aucs)} divisions; at most {MOST_AUC}"
        print(f"AUC over options, {name}: {statistics.mean(aucs):.3f} ({spread}): {said}")
    print(f"“{STRICTER}” is the stricter reading and fails nothing")
    print_tells(options)
    print_worst(items, results, by_surface, given.worst)
    named = [result for result in results if result.name != STRICTER]
    if statistics.mean(surface_aucs) > MOST_AUC or not all(result.passed for result in named):
        raise SystemExit(1)


def unlearned(course: Course) -> dict[str, Score]:
    """The four solvers that follow a rule and learn nothing."""
    return {
        "options only": like_the_others,
        "longest": lambda item: {option.id: float(len(option.text)) for option in item.options},
        "most hedged": lambda item: {option.id: float(len(HEDGES.findall(option.text))) for option in item.options},
        "first product in stem": lambda item: first_product(item, course),
    }


def shown(item: Item, course: Course) -> Item:
    """The item with product names filled in, as a learner reads it."""
    names = course.names(course.newest.id)
    options = tuple(replace(option, text=names.plainly(option.text)) for option in item.options)
    return replace(item, scenario=names.plainly(item.scenario), ask=names.plainly(item.ask), options=options)


def solve(name: str, score: Score, items: Sequence[Item]) -> Result:
    """Choose the best scored options of each item; equal scores are settled by lot."""
    solved = frozenset(item.id for item in items if chosen(item, score(item), name) == frozenset(item.key))
    chances = [chance(item) for item in items]
    return Result(name, solved, sum(chances), tail(chances, len(solved)))


def chosen(item: Item, scores: Mapping[str, float], lot: str) -> frozenset[str]:
    """As many options as the item asks for."""
    order = sorted(scores, key=lambda one: (-scores[one], hashlib.sha256(f"{lot}{item.id}{one}".encode()).digest()))
    return frozenset(order[: item.choose])


def chance(item: Item) -> float:
    """One out of all the ways to choose that many."""
    return 1 / comb(len(item.options), item.choose)


def tail(chances: Sequence[float], hits: int) -> float:
    """How likely at least ``hits`` are when each item is solved with its own chance; exact."""
    spread = np.zeros(len(chances) + 1)
    spread[0] = 1.0
    for one in chances:
        spread[1:] = spread[1:] * (1 - one) + spread[:-1] * one
        spread[0] *= 1 - one
    return float(spread[hits:].sum())


def like_the_others(item: Item) -> dict[str, float]:
    """Writers of questions build wrong options around the right one: take what shares most with the rest."""
    words = {option.id: stems(option.text) for option in item.options}
    return {
        one: sum(overlap(mine, other) for name, other in words.items() if name != one) for one, mine in words.items()
    }


def first_product(item: Item, course: Course) -> dict[str, float]:
    """The option that names the product which the stem names first."""
    stem = f"{item.goal} {item.scenario} {item.ask} {item.code}".lower()
    names = {name.lower() for product in course.products for name in product.every_name}
    met = sorted((stem.index(name), name) for name in names if name in stem)
    scores = dict.fromkeys((option.id for option in item.options), 0.0)
    for place, (_, name) in enumerate(met):
        for option in item.options:
            if name in option.text.lower() and not scores[option.id]:
                scores[option.id] = 1.0 / (1 + place)
    return scores


@dataclass(frozen=True)
class Options:
    """Every option of every item: its words, its surface, whether it is right, whose it is."""

    rows: Sequence[tuple[str, str]]
    texts: Sequence[str]
    surface: np.ndarray
    right: np.ndarray
    groups: np.ndarray

    @classmethod
    def of(cls, items: Sequence[Item], course: Course) -> Options:
        """Of these items."""
        rows = [(item, at) for item in items for at in range(len(item.options))]
        return cls(
            [(item.id, item.options[at].id) for item, at in rows],
            [item.options[at].text for item, at in rows],
            np.array([features(item, at, course) for item, at in rows]),
            np.array([item.options[at].right for item, at in rows]),
            np.array([number for number, item in enumerate(items) for _ in item.options]),
        )


def classify(options: Options, vocabulary: Sequence[str] | None) -> tuple[dict[str, dict[str, float]], list[float]]:
    """How right each option looks to models trained on other items, and the AUC over all options per division.

    ``vocabulary``: the words that are read beside the surface; ``None`` for all of them.
    """
    total, aucs = np.zeros(len(options.rows)), list[float]()
    for seed in range(SHUFFLES):
        scores = np.zeros(len(options.rows))
        folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
        for train, test in folds.split(options.surface, options.right, options.groups):
            scores[test] = fit_and_score(options, train, test, vocabulary)
        for group in np.unique(options.groups):
            inside = options.groups == group
            scores[inside] -= scores[inside].mean()
        aucs.append(float(roc_auc_score(options.right, scores)))
        total += scores
    learned: dict[str, dict[str, float]] = {}
    for (item, option), score in zip(options.rows, total, strict=True):
        learned.setdefault(item, {})[option] = float(score)
    return learned, aucs


def fit_and_score(
    options: Options, train: np.ndarray, test: np.ndarray, vocabulary: Sequence[str] | None
) -> np.ndarray:
    """Words and surface of some options, learned; those of others, judged."""
    small = vocabulary is not None
    words = TfidfVectorizer(
        vocabulary=vocabulary, ngram_range=(1, 1 if small else 2), min_df=1 if small else 3, token_pattern=r"\b\w+\b"
    )
    scale = StandardScaler()
    read = words.fit_transform([options.texts[at] for at in train])
    model = LogisticRegression(C=0.3, max_iter=2000, class_weight="balanced")
    model.fit(hstack([read, csr_matrix(scale.fit_transform(options.surface[train]))]), options.right[train])
    unseen = words.transform([options.texts[at] for at in test])
    scored: np.ndarray = model.decision_function(hstack([unseen, csr_matrix(scale.transform(options.surface[test]))]))
    return scored


def print_tells(options: Options) -> None:
    """How well each surface feature alone tells right from wrong: .5 is not at all."""
    found = {name: float(roc_auc_score(options.right, options.surface[:, at])) for at, name in enumerate(FEATURES)}
    told = sorted(found.items(), key=lambda pair: -abs(pair[1] - 0.5))
    print("strongest surface features: " + ", ".join(f"{name} {auc:.2f}" for name, auc in told[:5]))


def features(item: Item, at: int, course: Course) -> list[float]:
    """What one sees of an option without understanding it, alone and beside the others of its item."""
    option, others = item.options[at], [one for number, one in enumerate(item.options) if number != at]
    stem, own = stems(f"{item.scenario} {item.ask}"), stems(option.text)
    names = [name.lower() for product in course.products for name in product.every_name]
    lengths = sorted(len(one.text) for one in item.options)
    counts = Counter(character for character in option.text if character in ",;:()-0123456789")
    return [
        len(option.text),
        len(option.text) - statistics.mean(len(one.text) for one in others),
        lengths.index(len(option.text)),
        len(option.text.split()),
        len(HEDGES.findall(option.text)),
        len(ABSOLUTES.findall(option.text)),
        counts[","],
        sum(counts[digit] for digit in "0123456789"),
        counts["("] + counts[";"] + counts[":"],
        sum(name in option.text.lower() for name in names),
        len(own & stem),
        len(own & stem) - statistics.mean(len(stems(one.text) & stem) for one in others),
        statistics.mean(overlap(own, stems(one.text)) for one in others),
        statistics.mean(len(word) for word in option.text.split()),
        float(option.text[:1].isupper()),
    ]


def print_worst(
    items: Sequence[Item], results: Sequence[Result], learned: Mapping[str, Mapping[str, float]], count: int
) -> None:
    """The items that most solvers get, those with the widest gap for the classifier first."""

    def gap(item: Item) -> float:
        scores = learned[item.id]
        wrong = max(scores[option.id] for option in item.wrong)
        return min(scores[one] for one in item.key) - wrong

    solvers = {item.id: [result.name for result in results if item.id in result.solved] for item in items}
    worst = sorted(items, key=lambda item: (-len(solvers[item.id]), -gap(item)))[:count]
    print(f"\nthe {len(worst)} that give most away:")
    for item in worst:
        print(f"  {item.id:42}{item.file:40}{', '.join(solvers[item.id])}")


if __name__ == "__main__":
    main()
