"""``course new``: a course that already runs, with one worked item to write the others after."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Template

from bot.quizzing.schema import KEBAB

BLANK = Path(__file__).parent / "blank"


def new_course(parent: Path, course_id: str, title: str, today: date) -> list[Path]:
    """Write the scaffold to ``parent/course_id`` and return its files.  Raises ``ValueError``, ``FileExistsError``."""
    if not KEBAB.fullmatch(course_id):
        raise ValueError(f"{course_id!r} is not in kebab-case, such as onboarding-2027")
    folder = parent / course_id
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; choose another name")
    folder.mkdir(parents=True)
    words = {"id": course_id, "title": title.replace('"', "'").strip() or course_id, "today": today.isoformat()}
    written = []
    for model in sorted(path for path in BLANK.rglob("*") if path.is_file()):
        path = folder / model.relative_to(BLANK)
        path.parent.mkdir(exist_ok=True)
        path.write_text(Template(model.read_text()).substitute(words))
        written.append(path)
    return written
