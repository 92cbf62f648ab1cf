"""Finding names among hundreds of thousands, with typing errors, in this process.

Words are looked up in a sorted vocabulary: what begins with the typed letters is one slice of it. What differs
by a typing error shares most pairs of letters; only words that share enough of them are compared letter by
letter. Everything lies in a few flat arrays, about 170 bytes a name.

A name is found by its own words, and by those of the areas that it lies in: `navoiy chilonzor`. A rare word
counts more than one that is in many names (`kochasi`, `mfy`), so that no list of such words is needed.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from app.domain.folding import skeleton

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

#: More words of a query than this say nothing more.
MOST_WORDS = 8
#: So many of the best are compared spelling by spelling.
FINALISTS = 256
#: So many words of the vocabulary at most are compared letter by letter with a typed one.
LOOKALIKES = 500
#: A word in no more names than this may be somebody's typing error for a more common one.
RARE = 4
#: What a word counts that begins as typed, and one of the areas around.
BEGINNING, AROUND = 0.9, (0.8, 0.72, 0.66)
#: Nothing that matches less than this share of what was typed, by weight, is worth showing; who types a whole
#: sentence ("beside the shop") names the place in a few of its words.
ENOUGH, FEW_WORDS = 0.45, 3
#: What a typed word weighs that no name has: a house number, a word of another language.
UNKNOWN = 0.3


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find: its folded names, and the position of the area that it lies in (-1: none).

    `rank` is between 0 and 1 and decides between equals: a district before a street of the same name. What has
    no position lends its name to what lies in it, and is not found itself.
    """

    names: Sequence[str]
    parent: int
    rank: float
    longitude: float = math.nan
    latitude: float = math.nan


@dataclass(frozen=True)
class Near:
    """Where the searcher is: of two alike, the nearer one comes first."""

    longitude: float
    latitude: float


class NameIndex:
    """Finds entries by what somebody typed. It never changes after it was built, so threads may share it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._texts: list[str] = []
        parents, ranks, lons, lats = array("i"), array("f"), array("d"), array("d")
        places: dict[str, array[int]] = {}
        for number, entry in enumerate(entries):
            self._texts.append("\n".join(entry.names))
            parents.append(entry.parent)
            ranks.append(entry.rank)
            lons.append(entry.longitude)
            lats.append(entry.latitude)
            for word in set(skeleton(self._texts[-1]).split()):
                if word not in places:
                    places[word] = array("i")
                places[word].append(number)
        self._parents, self._ranks = np.array(parents, np.int32), np.array(ranks, np.float32)
        self._lons, self._lats = np.array(lons, np.float64), np.array(lats, np.float64)
        self._words = sorted(places)
        self._lengths = np.fromiter(map(len, self._words), np.int32, len(self._words))
        self._starts, self._places = _flat([places[word] for word in self._words])
        self._pairs, self._pair_starts, self._pair_words = _pairs_of(self._words)

    def __len__(self) -> int:
        return len(self._texts)

    def position(self, number: int) -> tuple[float, float]:
        """Return (longitude, latitude) of an entry."""
        return float(self._lons[number]), float(self._lats[number])

    def around(self, number: int) -> list[int]:
        """Return the areas that an entry lies in, the smallest first."""
        found: list[int] = []
        while (number := int(self._parents[number])) >= 0 and number not in found:
            found.append(number)
        return found

    def search(self, folded: str, *, most: int, near: Near | None = None) -> list[int]:
        """Return the numbers of the entries that match best, the best first; none for nothing typed."""
        typed = list(dict.fromkeys(skeleton(folded).split()))[:MOST_WORDS]
        if not typed or not self._texts:
            return []
        own, weights = self._matches(typed)
        if not own.any():
            return []
        # Words that are everywhere sort what others found, and find nothing by themselves.
        telling = own[weights >= 0.4 * weights.max()]
        found = np.flatnonzero((telling.max(axis=0) > 0) & ~np.isnan(self._lons))
        scores = self._scores(own, weights, found)
        good = scores >= ENOUGH * min(1.0, FEW_WORDS / len(typed))
        found, scores = found[good], scores[good] + 0.04 * self._ranks[found[good]]
        if near is not None:
            scores = scores + 0.05 * self._nearness(found, near)
        best = found[np.argsort(-scores, kind="stable")[:FINALISTS]]
        by_number = dict(zip(found.tolist(), scores.tolist(), strict=True))
        final = [(by_number[n] + 0.25 * self._likeness(folded, n), n) for n in best.tolist()]
        return [number for _, number in sorted(final, key=lambda pair: (-pair[0], pair[1]))[:most]]

    def _matches(self, typed: Sequence[str]) -> tuple[Floats, Floats]:
        """Return how well each entry's own words match each typed word, and how much each typed word tells."""
        own = np.zeros((len(typed), len(self._texts)), np.float32)
        weights = np.zeros(len(typed), np.float32)
        for row, word in enumerate(typed):
            weights[row] = self._match_word(word, own[row])
        for row, (one, other) in enumerate(pairwise(typed)):
            # "yunus obod" is Yunusobod.
            together = np.zeros(len(self._texts), np.float32)
            weight = self._match_word(one + other, together, most_errors=1)
            if weight:
                np.maximum(own[row : row + 2], together, out=own[row : row + 2])
                weights[row : row + 2] = np.where(weights[row : row + 2], weights[row : row + 2], weight)
        unknown = weights == 0
        if unknown.any():
            known = float(weights.sum())
            # Where a telling word was found, any number of words around it is chatter.
            most = known / 2 / unknown.sum() if weights.max() >= UNKNOWN else UNKNOWN
            weights[unknown] = min(UNKNOWN, most)
        return own, weights

    def _match_word(self, word: str, scores: Floats, most_errors: int | None = None) -> float:
        """Raise the scores of the entries that have such a word; return how much the word tells, 0 for no match."""
        first, last = self._beginning_with(word)
        exact = first < last and self._words[first] == word
        errors = _errors_allowed(word) if most_errors is None else min(most_errors, _errors_allowed(word))
        best: Ints | None = None
        # A word that is hardly ever right may be meant otherwise; a common one is meant.
        if errors and (not exact or self._starts[first + 1] - self._starts[first] <= RARE):
            for quality, number in self._lookalikes(word, errors):
                places = self._places_of(number, number + 1)
                scores[places] = np.maximum(scores[places], quality)
                best = places if best is None else best
        if first < last:
            best = self._places_of(first, last)
            scores[best] = np.maximum(scores[best], BEGINNING)
        if exact:
            best = self._places_of(first, first + 1)
            scores[best] = 1.0
        if best is None:
            best = self._match_halves(word, scores)
        return 0.0 if best is None else self._weight(len(best))

    def _match_halves(self, word: str, scores: Floats) -> Ints | None:
        """Match a word that is two of the names' words: `mirzoulugbek`."""
        for cut in range(len(word) - 3, 2, -1):
            at = bisect_left(self._words, word[:cut])
            if at == len(self._words) or self._words[at] != word[:cut]:
                continue
            first, last = self._beginning_with(word[cut:])
            if first == last:
                continue
            has_first = np.zeros(len(scores), np.bool_)
            has_first[self._places_of(at, at + 1)] = True
            second = self._places_of(first, last)
            both = second[has_first[second]]
            if len(both):
                scores[both] = np.maximum(scores[both], BEGINNING)
                return both
        return None

    def _beginning_with(self, word: str) -> tuple[int, int]:
        return bisect_left(self._words, word), bisect_left(self._words, word + "\U0010ffff")

    def _places_of(self, first: int, last: int) -> Ints:
        return self._places[self._starts[first] : self._starts[last]]

    def _lookalikes(self, word: str, errors: int) -> list[tuple[float, int]]:
        """Return (quality, number) of words that differ from the typed one, or begin with what differs, a little."""
        pairs = _pairs(word)
        shared = np.zeros(len(self._words), np.int32)
        for pair in pairs:
            at = self._pairs.get(pair)
            if at is not None:
                shared[self._pair_words[self._pair_starts[at] : self._pair_starts[at + 1]]] += 1
        # One error spoils two pairs of letters, three where two letters changed places.
        enough = (shared >= max(1, len(pairs) - 2 * errors - 1)) & (self._lengths >= len(word) - errors)
        likely = np.flatnonzero(enough)
        if len(likely) > LOOKALIKES:
            likely = likely[np.argsort(-shared[likely], kind="stable")[:LOOKALIKES]]
        differs = _differences(word, [self._words[number] for number in likely.tolist()], errors)
        near = np.flatnonzero(differs <= errors)
        quality = 0.9 - 0.9 * differs[near] / (len(word) + 2)
        order = np.argsort(-quality, kind="stable")
        return list(zip(quality[order].tolist(), likely[near[order]].tolist(), strict=True))

    def _weight(self, places: int) -> float:
        """A word in one name of a million tells 1, one in every name next to nothing."""
        return max(0.02, math.log((len(self._texts) + 1) / places) / math.log(len(self._texts) + 2))

    def _scores(self, own: Floats, weights: Floats, found: NDArray[np.intp]) -> Floats:
        """Return which share of what was typed each entry matches, by itself or by the areas around it."""
        best = own[:, found]
        around = self._parents[found]
        for quality in AROUND:
            best = np.maximum(best, np.where(around >= 0, own[:, around], 0) * quality)
            around = np.where(around >= 0, self._parents[around], -1)
        result: Floats = weights @ best / weights.sum()
        return result

    def _nearness(self, found: NDArray[np.intp], near: Near) -> Floats:
        """Return 1 for what is here, half of it at ten kilometres."""
        east = (self._lons[found] - near.longitude) * math.cos(math.radians(near.latitude))
        kilometres = 111.2 * np.hypot(east, self._lats[found] - near.latitude)
        result: Floats = (10.0 / (10.0 + kilometres)).astype(np.float32)
        return result

    def _likeness(self, folded: str, number: int) -> float:
        """Return how alike the spellings are, 0 to 1, by the best of an entry's names, with the area or without."""
        parent = int(self._parents[number])
        around = self._texts[parent].split("\n")[0] if parent >= 0 else ""
        likeness = 0.0
        for name in self._texts[number].split("\n"):
            likeness = max(
                likeness,
                fuzz.ratio(folded, name),
                0.98 * fuzz.token_sort_ratio(folded, name),
                0.97 * fuzz.token_sort_ratio(folded, f"{name} {around}"),
            )
        return likeness / 100


def _errors_allowed(word: str) -> int:
    """A short word is another word after one change; numbers are never meant otherwise."""
    if word.isdigit() or len(word) < 3:
        return 0
    return 1 if len(word) < 6 else 2


def _differences(typed: str, words: Sequence[str], most: int) -> Ints:
    """Return in how many letters each word, or its beginning, differs from what was typed so far."""
    least = np.full(len(words), most + 1, np.int32)
    for end in (None, len(typed) - 1, len(typed), len(typed) + 1):
        begun = [word[:end] for word in words]
        differs = process.cdist([typed], begun, scorer=OSA.distance, score_cutoff=most, dtype=np.int32)
        np.minimum(least, differs[0], out=least)
    return least


def _pairs(word: str) -> list[str]:
    return [a + b for a, b in pairwise(f"^{word}")]


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Return lists one after another, and where each begins."""
    starts = np.zeros(len(lists) + 1, np.int32)
    np.cumsum([len(numbers) for numbers in lists], out=starts[1:])
    return starts, np.fromiter(_chained(lists), np.int32, int(starts[-1]))


def _chained(lists: Sequence[Sequence[int]]) -> Iterator[int]:
    for numbers in lists:
        yield from numbers


def _pairs_of(words: Sequence[str]) -> tuple[dict[str, int], Ints, Ints]:
    """Return the pairs of letters by number, and which words have each."""
    having: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        for pair in set(_pairs(word)):
            having.setdefault(pair, []).append(number)
    starts, flat = _flat(list(having.values()))
    return {pair: at for at, pair in enumerate(having)}, starts, flat
