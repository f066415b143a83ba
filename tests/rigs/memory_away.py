"""A study hall whose Redis goes away and comes back, in a process of its own: its broken sockets stay here.

python -m tests.rigs.memory_away DATA FOLDER
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.conversation import Command, Learner, Place, Press
from bot.logs import configure
from bot.memory.server import EmbeddedServer
from bot.memory.streams import Streams
from bot.ports import Unavailable
from bot.progress.facts import Answer
from bot.service.intake import Intake
from bot.service.process import Door
from bot.settings import Settings
from bot.wiring import open_study_hall

ANA = Learner("terminal", "terminal", "ana", "Ana", tz="UTC")
HERE = Place("terminal", "terminal")


async def told(data: Path, folder: Path) -> dict[str, Any]:
    """What a press comes to while the memory is away, what the way in says, and what the same press comes to after."""
    server = EmbeddedServer(folder)
    server.start()
    settings = Settings(data=data, course="toy", redis_url=server.url, secret="of a test")
    async with open_study_hall(settings) as hall:
        question = (await hall.tutor.handle(Command("t1", ANA, HERE, "quiz", "1")))[-1]
        press = Press("t2", ANA, HERE, question.buttons[0].token)
        server.leave()
        (refused,) = await hall.tutor.handle(press)
        door = Door(Intake(Streams(hall.memory.redis), hall.memory.clock), hall.tutor)
        try:
            stored = str(await door.enqueue(press))
        except Unavailable as away:
            stored = str(away)
        server.start()
        (verdict, *_) = await hall.tutor.handle(press)
        facts = await hall.memory.ledger.facts("terminal", "ana")
    server.leave()
    return {
        "refused": refused.text,
        "judged": "verdict" in refused.data,
        "stored": stored,
        "verdict": verdict.data["verdict"],
        "answers": sum(isinstance(fact, Answer) for fact in facts),
    }


if __name__ == "__main__":
    configure("error")
    sys.stdout.write(json.dumps(asyncio.run(told(Path(sys.argv[1]), Path(sys.argv[2])))))
