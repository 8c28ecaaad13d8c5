"""`python -m tests.dialogue`: tell the written talks and let simulated applicants talk, all to one house.

Without a house that runs here, one is started for it and ended afterwards.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.dialogue.simulated.noise import KINDS
from tests.dialogue.simulated.rehearsal import Outcome, rehearse, summary
from tests.support.house import running_house
from tests.support.person import House
from tests.support.stage import clock_of, play
from tests.support.talks import FOLDER, Talk, all_talks, tell


@dataclass
class OpenHouse:
    """A house that was started by somebody else."""

    home: Path

    @property
    def urls(self) -> dict[str, str]:
        """Where everything answers."""
        urls: dict[str, str] = json.loads((self.home / "run.json").read_text())["urls"]
        return urls

    def secret(self, name: str) -> str:
        """A secret that the house made for itself."""
        return str(json.loads((self.home / "secrets.json").read_text())[name])


@contextmanager
def _house(home: Path | None) -> Iterator[House]:
    if home:
        yield OpenHouse(home)
        return
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder, "home")) as house:
        yield house


def told(house: House, talks: list[Talk]) -> dict[str, Any]:
    """Tell written talks; how many ended as written, by kind."""
    outcomes = play({talk.ident: tell(talk, house) for talk in talks}, clock_of(house.urls["simulator"]))
    kinds: dict[str, list[bool]] = defaultdict(list)
    for talk in talks:
        kinds[talk.kind].append(not outcomes[talk.ident])
    return {
        "talks": len(talks),
        "right": sum(not wrong for wrong in outcomes.values()),
        "kinds": {kind: {"talks": len(each), "right": sum(each)} for kind, each in sorted(kinds.items())},
        "failed": {name: wrong for name, wrong in sorted(outcomes.items()) if wrong},
    }


def _parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.dialogue", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="draws the applicants; the same seed gives the same ones")
    parser.add_argument("--count", type=int, help="how many simulated applicants talk")
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds of noise, by commas")
    parser.add_argument("--talks", action="store_true", help="tell the written talks")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the written talks are")
    parser.add_argument("--home", type=Path, help="LANTAI_HOME of a house that runs already")
    parser.add_argument("--json", type=Path, help="write the scores to this file")
    parser.add_argument("--show", action="store_true", help="print every simulated talk, not only the failed ones")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Run what is asked for; 0 when everything ended right."""
    options = _parsed(words)
    result: dict[str, Any] = {}
    count = options.count if options.count is not None else 0 if options.talks else 2 * len(KINDS)
    with _house(options.home) as house:
        began = time.monotonic()
        if options.talks:
            result["written"] = told(house, all_talks(options.folder, further=True))
        if count:
            outcomes = rehearse(house, options.seed, count, tuple(options.kinds.split(",")))
            result["simulated"] = summary(outcomes) | {"seed": options.seed}
            _print_talks(outcomes, everything=options.show)
        result["seconds"] = round(time.monotonic() - began, 1)
    for name, wrong in result.get("written", {}).get("failed", {}).items():
        print(f"\n== {name}", *wrong, sep="\n")
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    _print_scores(result)
    failed = result.get("written", {}).get("failed") or result.get("simulated", {}).get("failed")
    return 1 if failed else 0


def _print_talks(outcomes: list[Outcome], *, everything: bool) -> None:
    for one in outcomes:
        if one.wrong or everything:
            print(f"\n== {one.name} {one.kind} {one.goal.track}: {one.verdict}", *one.wrong, sep="\n  ! ")
            print(f"  goal: {one.goal.as_filed()}")
            for who, words in one.spoken:
                print(f"  {who}: " + words.replace("\n", "\n      "))


def _print_scores(result: dict[str, Any]) -> None:
    print(f"\n{result['seconds']} s")
    if written := result.get("written"):
        print(f"written talks: {written['right']} of {written['talks']} end as written")
    if simulated := result.get("simulated"):
        for kind, each in {"all": simulated, **simulated["kinds"]}.items():
            print(
                f"{kind:16} talks {each['talks']:3}  exact {each['exact']:3}  wrong {each['wrong']:2}"
                f"  unfinished {each['unfinished']:2}  turns {each['median_turns']} (p90 {each['p90_turns']})"
            )
        print(f"one document, from greeting to filed: {simulated['one_document_turns']} turns (median)")
        print(f"everything in the first message: {simulated['all_at_once_turns']} turns (median)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
