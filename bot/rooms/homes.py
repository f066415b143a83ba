"""Where a private chat belongs, on platforms that have private chats outside of every team.

The rule that holds here: until a person chose, their private chat is a room of its own that reads only
the course; what they choose among is where the tutor has met them.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Button, Command, Message, Place, Press, Replies, Reply, Respond, Submit
from bot.ports import MintToken, Teams

MOST = 20
NAMED = 60


@dataclass(frozen=True, slots=True)
class Homes:
    """``/settings home``, and the question that is asked once."""

    teams: Teams
    mint: MintToken

    async def offered(self, said: Message) -> Replies:
        """Asked under the first answer in a private chat, once, where there is something to choose."""
        if not said.place.private or not said.addressed or await self.teams.home(said.learner.id):
            return ()
        if not await self.teams.of(said.learner.id) or not await self.teams.ask(said.learner.id, said.id):
            return ()
        return await self._offer(said.learner.id, said.place)

    def first(self, then: Respond) -> Respond:
        """``/settings home`` before all other settings."""

        async def respond(turn: Command) -> Replies:
            if turn.argument.strip().lower() != "home":
                return await then(turn)
            if not turn.place.private:
                return (Reply("That is for our private chat: write to me there.", private=True),)
            none = Reply("I have met you in no server yet; say something to me in one first.", private=True)
            return await self._offer(turn.learner.id, turn.place) or (none,)

        return respond

    async def pressed(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A server was chosen."""
        (team,) = ids
        known = await self.teams.of(turn.learner.id)
        if not await self.teams.choose(turn.learner.id, team):
            return (Reply("I have not met you there. `/settings home` asks again.", private=True),)
        chosen = (
            f"Our private chat belongs to **{known.get(team, 'that server')}** now: its documents, your streak there."
        )
        return (Reply(f"{chosen} `/settings home` changes it.", private=True, replaces="pressed"),)

    async def _offer(self, person: str, place: Place) -> Replies:
        teams = list((await self.teams.of(person)).items())[:MOST]
        if not teams:
            return ()
        text = "Which server does our private chat belong to? Until you choose, I read only the course here."
        buttons = tuple(Button(name[:NAMED] or team, self.mint("home", team, place=place)) for team, name in teams)
        return (Reply(text, buttons=buttons, private=True),)
