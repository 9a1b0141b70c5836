r"""Which language identifier: accuracy and speed by length of text, of the ones sayso could use.

    pip install lingua-language-detector
    python benchmarks/language_identifiers.py --gold corpora/gold --names DIR \
        > benchmarks/results/language_identifiers.md

Texts: the training releases of the gold corpus, whole, as single paragraphs and as headlines; and, with
``--names``, single sentences of name data in the layout that `sayso train` reads. All identifiers choose
among the twenty languages; Bokmål and Nynorsk count as one, since not all of them tell the two apart.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sayso.corpora.gold import split_paths
from sayso.corpora.tei import read_tei
from sayso.stages.identify import by_langdetect, by_py3langid, detect_language

CODES = "it en de fr es pt nl pl sv da nb fi cs ro hu el tr uk ja zh".split()
PER_LANGUAGE = 60
Sample = tuple[str, str]


def gold_samples(folder: Path) -> dict[str, list[Sample]]:
    """Return (language, text) of whole releases, paragraphs and headlines."""
    groups: dict[str, list[Sample]] = {"release": [], "paragraph": [], "headline": []}
    for path in split_paths(folder, "train"):
        release = read_tei(path)
        groups["release"].append((release.language, release.text))
        for block in release.blocks:
            kind = "headline" if block.tag == "head" else "paragraph"
            groups[kind].append((release.language, release.text[block.start : block.end]))
    return groups


def sentence_samples(folder: Path) -> list[Sample]:
    """Return (language, sentence) of name data, equally many a language."""
    rng = random.Random(1)
    by_language: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*/*.jsonl.gz")):
        if path.name.startswith(("wikiann", "crossner")):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        by_language.setdefault(path.parent.name, []).extend(text for text in texts if len(text) > 20)
    return [
        (code, text)
        for code, texts in by_language.items()
        if code in CODES
        for text in rng.sample(texts, min(len(texts), 5 * PER_LANGUAGE))
    ]


def identifiers() -> Iterator[tuple[str, Callable[[str], str]]]:
    """Yield each identifier as a function from a text to a code."""
    yield "langdetect", lambda text: detect_language(text, by_langdetect).code
    yield "py3langid", lambda text: detect_language(text, by_py3langid).code
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in CODES]
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()

    def by_lingua(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    yield "lingua", by_lingua


def certainty(folder: Path) -> None:
    """Print how often py3langid is right on fragments, by its own confidence: where to stop guessing."""
    right: dict[int, list[bool]] = {}
    for path in split_paths(folder, "train"):
        release = read_tei(path)
        marks = [m for m in release.marks if m.tag in {"persName", "orgName", "roleName"}][:12]
        for part in (release.blocks[0], *marks):
            chances = by_py3langid(release.text[part.start : part.end].lower())
            among = {code: chances.get(code, 0.0) for code in CODES}
            best = max(among, key=lambda code: among[code])
            confidence = among[best] / (sum(among.values()) or 1)
            right.setdefault(int(10 * confidence), []).append(best == release.language)
    print("| confidence | texts | right % |\n|---|---:|---:|")
    for tenth in sorted(right):
        share = 100 * sum(right[tenth]) / len(right[tenth])
        print(f"| {tenth / 10:.1f} | {len(right[tenth])} | {share:.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--certainty", action="store_true", help="accuracy on fragments by confidence")
    options = parser.parse_args()
    if options.certainty:
        certainty(options.gold)
        return
    groups = gold_samples(options.gold)
    if options.names:
        groups["sentence"] = sentence_samples(options.names)
    print("# Language identifiers\n")
    print("`" + " ".join(["python", *sys.argv]) + "`\n")
    print("| texts | number | median letters | identifier | accuracy % | texts a second | most confused |")
    print("|---|---:|---:|---|---:|---:|---|")
    for group, samples in groups.items():
        letters = sorted(sum(c.isalpha() for c in text) for _, text in samples)[len(samples) // 2]
        for name, identify in identifiers():
            identify("warm up, please")
            begin = time.perf_counter()
            found = [identify(text) for _, text in samples]
            rate = len(samples) / (time.perf_counter() - begin)
            wrong: dict[str, int] = {}
            for (code, _), got in zip(samples, found, strict=True):
                if got.replace("nn", "nb") != code:
                    wrong[f"{code}→{got}"] = wrong.get(f"{code}→{got}", 0) + 1
            accuracy = 100 * (1 - sum(wrong.values()) / len(samples))
            worst = ", ".join(f"{k} {v}" for k, v in sorted(wrong.items(), key=lambda p: -p[1])[:4])
            print(
                f"| {group} | {len(samples)} | {letters} | {name} | {accuracy:.1f} | {rate:.0f} | {worst} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
