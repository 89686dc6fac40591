"""Write the simulated reports to data/samples/: `python data/simulate.py [--output FOLDER]`.

Everything follows from the reference tables in data/ and a fixed seed; nothing from the clock, the
locale or the machine. Needs the development requirements (xlwt, odfpy).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sized
from pathlib import Path

from simulation.drafts import WorkbookDraft
from simulation.files import Files
from simulation.mistakes import Listed, Planter, as_markdown, collect, write_list
from simulation.published import decision_1256
from simulation.registry import Registry
from simulation.story import Story
from simulation.texts import load_models
from simulation.writers import write

DATA = Path(__file__).parent


def simulate(output: Path) -> int:
    """Write every file and the list of mistakes; return the number of report files."""
    registry = Registry(DATA)
    story = Story(registry, load_models(DATA / "simulation"))
    drafts = list(Files(registry, story, Planter().alter).drafts())
    output.mkdir(parents=True, exist_ok=True)
    for draft in [*drafts, decision_1256()]:
        (output / draft.name).write_bytes(write(draft))
    listed = collect(drafts)
    write_list(output / "mistakes.tsv", listed)
    (output / "README.md").write_text(_describe(drafts, story, listed), encoding="utf-8")
    return len(drafts) + 1


def _describe(drafts: list[WorkbookDraft], story: Story, listed: list[Listed]) -> str:
    suffixes = Counter(Path(draft.name).suffix.removeprefix(".") for draft in drafts)
    suffixes["xlsx"] += 1
    facts: dict[str, Sized] = {
        "registrations": story.registrations,
        "results": story.results,
        "index rows": story.indices,
        "appraisals": story.appraisals,
        "votes": story.votes,
        "awards": story.awards,
    }
    template = (DATA / "simulation" / "samples_readme.md").read_text(encoding="utf-8")
    return template.format(
        files=len(drafts) + 1,
        formats=", ".join(f"{count} {suffix}" for suffix, count in sorted(suffixes.items())),
        facts=", ".join(f"{len(items)} {name}" for name, items in facts.items()),
        count=len(listed),
        mistakes=as_markdown(listed),
    )


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description="Write the simulated reports.")
    parser.add_argument("--output", type=Path, default=DATA / "samples")
    count = simulate(parser.parse_args().output)
    print(f"{count} files")


if __name__ == "__main__":
    main()
