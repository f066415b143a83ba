"""Delivery over real sockets: Discord refuses, limits, fails after accepting, and loses answers."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from rigs.discord_people import labels_of
from rigs.discord_shapes import ANA, CHANNEL, GUILD, private_chat
from rigs.discord_stub import EPHEMERAL, DiscordStub, Fault

from bot.conversation import Button, Command, Learner, Place, Reply
from bot.platforms import NotDelivered, NotThere, OutcomeUnknown, RateLimited
from bot.platforms.discord.connection import KEPT_OUT, NOT_ALONE

HALL = Place("discord", str(GUILD), str(CHANNEL))
HELLO = Reply("Hello", buttons=(Button("A", "a"),))
PUSH = f"POST /channels/{CHANNEL}/messages"


def command(discord: DiscordStub, *, acknowledged: bool) -> Command:
    """A turn as the stream would hand it over."""
    made = discord.interact(2, {})
    interaction = discord.interactions[made["token"]]
    if acknowledged:
        discord._callback(interaction, {"type": 5}, 0)
    address = {"interaction": made["id"], "application": "111", "token": made["token"], "channel": str(CHANNEL),
               "user": str(ANA), "deferred": "open"}  # fmt: skip
    return Command(made["id"], Learner("discord", str(GUILD), str(ANA), "ana"), HALL, "board", "", address)


async def test_a_rate_limit_is_handed_on(discord, worker):
    """429 is never slept through; the outbox knows how long to wait."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=429, retry_after=7.5))
    with pytest.raises(RateLimited) as wait:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert wait.value.seconds == 7.5
    assert discord.counts[PUSH] == 1


async def test_a_limit_may_be_told_in_the_body_and_may_close_every_way(discord, worker):
    """Where no header says how long, the body does; a global limit holds back every other call."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=429, retry_after=7.5, headers={}))
    with pytest.raises(RateLimited) as wait:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert wait.value.seconds == 7.5
    everywhere = {"Retry-After": "30", "X-RateLimit-Global": "true"}
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=429, headers=everywhere))
    for place in (HALL, Place("discord", f"dm:{ANA}")):
        with pytest.raises(RateLimited) as wait:
            await worker.deliver(place, {}, HELLO, "n")
        assert 20 < wait.value.seconds <= 30
    assert discord.counts["POST /users/@me/channels"] == 0


async def test_a_server_error_after_acceptance_is_unknown_and_repeating_is_safe(discord, worker):
    """One request a call; the same nonce is the same message."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=500, applied=True))
    with pytest.raises(OutcomeUnknown):
        await worker.deliver(HALL, {}, HELLO, "n")
    assert discord.counts[PUSH] == 1
    found = await worker.find(HALL, "n")
    assert found == await worker.deliver(HALL, {}, HELLO, "n")
    assert discord.visible() == ["Hello"]
    with pytest.raises(NotThere):
        await worker.find(HALL, "another")


@pytest.mark.parametrize(("applied", "outcome"), [(True, OutcomeUnknown), (False, OutcomeUnknown)])
async def test_a_lost_connection_is_unknown(discord, worker, applied, outcome):
    """Once the request has left, nobody can say."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", applied=applied, drop=True))
    with pytest.raises(outcome):
        await worker.deliver(HALL, {}, HELLO, "n")


async def test_nothing_sent_is_nothing_delivered(discord, worker):
    """A connection that never came up is certain."""
    await worker.deliver(HALL, {}, HELLO, "first")
    await discord._runner.cleanup()
    with suppress(OutcomeUnknown):  # the connection that was kept alive
        await worker.deliver(HALL, {}, HELLO, "n")
    with pytest.raises(NotDelivered) as lost:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert not lost.value.final


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_refusal_is_final(discord, worker, status):
    """The same request would be refused for ever."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=status))
    with pytest.raises(NotDelivered) as refused:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert refused.value.final


async def test_an_edit_that_got_lost_may_simply_be_repeated(discord, worker):
    """A 5xx on the deferred response: not delivered, not final; then one answer."""
    turn = command(discord, acknowledged=True)
    discord.faults.append(Fault("PATCH", "/webhooks/.*", status=502, applied=True))
    with pytest.raises(NotDelivered) as lost:
        await worker.deliver(turn.place, turn.address, HELLO, "n")
    assert not lost.value.final
    await worker.deliver(turn.place, turn.address, HELLO, "n")
    assert discord.visible() == ["Hello"]


async def test_a_worker_answers_what_nobody_acknowledged(discord, worker):
    """The receiving process died between storing and deferring."""
    turn = command(discord, acknowledged=False)
    for _ in range(2):
        await worker.deliver(turn.place, turn.address, HELLO, "n")
    assert discord.visible() == ["Hello"]


@pytest.mark.parametrize("status", [401, 404])
async def test_a_response_that_goes_while_it_is_filled_is_said_elsewhere(discord, worker, status):
    """Its learner dismissed it, or its token ended, between the look at it and the words."""
    turn = command(discord, acknowledged=True)
    discord.faults.append(Fault("PATCH", "/webhooks/.*", status=status))
    await worker.deliver(turn.place, turn.address, HELLO, "n")
    assert "Hello" in discord.visible()


async def test_killed_anywhere_there_is_one_answer(discord, worker):
    """A hundred times: acknowledged or not, the answer cut off at a random request, then repeated."""
    for seed in range(100):
        chance = random.Random(seed)
        discord.messages.clear()
        turn = command(discord, acknowledged=chance.random() < 0.5)
        if chance.random() < 0.2:
            discord.interactions[turn.address["token"]].alive = False
        method = chance.choice(["GET", "PATCH", "POST"])
        cut = Fault(method, ".*", applied=chance.random() < 0.5, drop=True)
        discord.faults.append(cut)
        for _ in range(3):
            with suppress(NotDelivered, OutcomeUnknown):
                await worker.deliver(turn.place, turn.address, Reply("One", buttons=HELLO.buttons), f"n{seed}")
        discord.faults.clear()
        assert discord.visible() == ["One"], seed


async def test_a_long_answer_goes_on_in_further_messages(discord, worker):
    """Parts in order, nothing lost, and again the same."""
    turn = command(discord, acknowledged=True)
    text = "\n".join(f"line {number}" for number in range(1000))
    for _ in range(2):
        await worker.deliver(turn.place, turn.address, Reply(text, buttons=HELLO.buttons), "n")
    parts = [part for part in discord.visible() if not part.startswith("-#")]
    assert "\n".join(parts) == text


async def test_a_private_push_opens_a_private_chat(discord, worker):
    """A message to one person, as a reminder is."""
    await worker.deliver(Place("discord", f"dm:{ANA}"), {}, HELLO, "n")
    (message,) = discord.messages.values()
    assert message["channel_id"] == str(private_chat(ANA))
    with pytest.raises(NotDelivered):
        await worker.deliver(Place("discord", str(GUILD)), {}, HELLO, "n")


async def test_enough_refusals_stop_everything(discord, worker):
    """Far before Discord bans the address, nothing more is sent for a while."""
    door = worker._delivery._door
    await worker.deliver(HALL, {}, HELLO, "n")
    for _ in range(5_000):
        door._note()
    with pytest.raises(RateLimited) as wait:
        await worker.deliver(HALL, {}, HELLO, "m")
    assert 500 < wait.value.seconds <= 600
    assert discord.counts[PUSH] == 1


async def test_a_private_card_is_renewed_in_place(discord, worker):
    """A press on a message only ana sees: that message changes, and no "thinking" stays behind."""
    turn = command(discord, acknowledged=True)
    card = discord._keep(CHANNEL, {"flags": EPHEMERAL})
    address = {**turn.address, "deferred": "quiet", "pressed": str(card), "hidden": "yes"}
    await worker.deliver(turn.place, address, Reply("You chose B.", replaces="pressed", private=True), "n")
    assert discord.visible() == ["You chose B."]
    assert list(discord.messages) == [card]


async def test_a_private_card_that_is_gone_stays_private(discord, worker):
    """Its successor is not posted for all to see, even if the reply forgot to say so."""
    turn = command(discord, acknowledged=True)
    address = {**turn.address, "deferred": "quiet", "pressed": "12345", "hidden": "yes"}
    await worker.deliver(turn.place, address, Reply("You chose B.", replaces="pressed"), "n")
    assert discord.counts[PUSH] == 0
    assert discord.visible() == ["You chose B."]


async def test_a_message_known_by_its_id_is_edited(discord, worker):
    """A daily question at its close: one edit, no new message."""
    message = await worker.deliver(HALL, {}, HELLO, "n")
    assert await worker.deliver(HALL, {}, Reply("Closed", replaces=message), "m") == message
    assert discord.visible() == ["Closed"]


async def test_without_the_right_to_refer_it_still_answers(discord, worker):
    """Read Message History is missing: a plain message instead of a reply."""
    address = {"channel": str(CHANNEL), "message": "1", "user": str(ANA)}
    discord.faults.append(Fault("POST", ".*/messages", status=403, code=160002))
    await worker.deliver(HALL, address, HELLO, "n")
    assert discord.visible() == ["Hello"]


async def test_an_answer_that_arrived_unnoticed_is_not_posted_again(discord, worker):
    """The edit was applied, its confirmation lost, and the interaction is over when it is repeated."""
    turn = command(discord, acknowledged=True)
    discord.faults.append(Fault("PATCH", "/webhooks/.*", applied=True, drop=True))
    with pytest.raises(NotDelivered):
        await worker.deliver(turn.place, turn.address, HELLO, "n")
    over = {**turn.address, "interaction": "1"}
    await worker.deliver(turn.place, over, HELLO, "n")
    assert discord.visible() == ["Hello"]


async def test_a_private_card_whose_token_has_ended_is_renewed_in_private(discord, worker):
    """Discord says 401 where the fifteen minutes are over before we thought so."""
    turn = command(discord, acknowledged=True)
    card = discord._keep(CHANNEL, {"flags": EPHEMERAL})
    address = {**turn.address, "deferred": "quiet", "pressed": str(card), "hidden": "yes"}
    discord.interactions[turn.address["token"]].over = True
    await worker.deliver(turn.place, address, Reply("You chose B.", replaces="pressed", private=True), "n")
    (said,) = [one for one in discord.messages.values() if one["channel_id"] == str(private_chat(ANA))]
    assert said["components"][0]["content"] == "You chose B."


async def test_of_several_answers_in_one_response_only_the_pressed_one_changes(discord, worker):
    """What was said about the question before stays above the one that is being answered; twice is once."""
    turn, then = (command(discord, acknowledged=True) for _ in range(2))
    right = Reply("Right.", buttons=(Button("Why", "why"),), private=True)
    question = Reply("Question 2", buttons=(Button("A", "a"),), private=True)
    for number, reply in enumerate((right, question)):
        response = await worker.deliver(turn.place, {**turn.address, "deferred": "quiet"}, reply, f"n{number}")
    address = {**then.address, "deferred": "quiet", "pressed": response, "hidden": "yes", "among": "t:a"}
    for _ in range(2):
        chosen = Reply("You chose A", buttons=(Button("Lock in", "lock"),), replaces="pressed", private=True)
        await worker.deliver(then.place, address, chosen, "m")
    assert discord.visible() == ["Right.", "You chose A"]
    (message,) = discord.messages.values()
    assert labels_of(message) == ["Why", "Lock in"]


async def test_a_response_that_cannot_be_read_keeps_what_was_put_into_it(discord, worker):
    """The second answer stands below the first one, and said again neither is said twice."""
    turn = command(discord, acknowledged=True)
    verdict = Reply("Right.", buttons=(Button("Why", "why"),), private=True)
    question = Reply("Question 2", buttons=(Button("A", "a"),), private=True)
    for number, reply in enumerate((verdict, question, question)):
        discord.faults.append(Fault("GET", "/webhooks/.*", status=404))
        nonce = f"n{min(number, 1)}"
        await worker.deliver(turn.place, {**turn.address, "deferred": "quiet"}, reply, nonce)
    assert discord.visible() == ["Right.", "Question 2"]
    assert len(discord.messages) == 1


@pytest.mark.parametrize("code", [50001, 50013, 160005, 50024, 200000])
async def test_where_it_may_not_write_the_person_is_answered_in_private(discord, worker, code):
    """Whoever asked is not left without an answer: it says why it comes so."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=403, code=code))
    await worker.deliver(HALL, {"channel": str(CHANNEL), "message": "1", "user": str(ANA)}, HELLO, "n")
    (said,) = discord.messages.values()
    assert said["channel_id"] == str(private_chat(ANA))
    assert discord.visible() == [f"{KEPT_OUT}\n\nHello"]
    assert labels_of(said) == [], "a button of the channel would be dead here"


async def test_what_cannot_be_shared_leaves_no_thinking_behind(discord, worker):
    """The response to the press says so, to this one person."""
    turn = command(discord, acknowledged=True)
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=403, code=50013))
    await worker.deliver(turn.place, {**turn.address, "deferred": "quiet"}, HELLO, "n")
    assert discord.visible() == [f"{KEPT_OUT}\n\nHello"]
    assert discord.counts["POST /users/@me/channels"] == 0


async def test_a_push_into_a_channel_it_may_not_write_in_is_refused(discord, worker):
    """It answers nobody, so there is nobody to tell."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=403, code=50013))
    with pytest.raises(NotDelivered) as refused:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert refused.value.final


async def test_who_takes_no_private_messages_reads_in_the_channel_what_to_do(discord, worker):
    """Not a word of the answer, which is for one person; and where the channel is closed too, an end of it."""
    private_answer = Reply("Your streak: 3 days", private=True)
    address = {"channel": str(CHANNEL), "message": "1", "user": str(ANA)}
    closed = Fault("POST", f"/channels/{private_chat(ANA)}/messages", status=403, code=50007)
    discord.faults.append(closed)
    await worker.deliver(HALL, address, private_answer, "n")
    (said,) = discord.messages.values()
    assert (said["channel_id"], discord.visible()) == (str(CHANNEL), [NOT_ALONE])
    discord.faults += [closed, Fault("POST", f"/channels/{CHANNEL}/messages", status=403, code=50013)]
    with pytest.raises(NotDelivered):
        await worker.deliver(HALL, address, private_answer, "m")
