"""A form of the tutor as a Discord dialog.

Discord takes five fields.  A few choices are radio buttons, more are a menu, and more than a menu
holds are typed.  What is sent comes back as a plain interaction (:func:`inbound.submit`), so that
any process can take it, restarted or not.
"""

from __future__ import annotations

from typing import Any

import discord

from bot.conversation import Field, Form
from bot.platforms.discord.limits import (
    CHOICE,
    FIELD_HINT,
    FIELD_LABEL,
    FIELD_VALUE,
    FORM_FIELDS,
    FORM_TITLE,
    RADIO_CHOICES,
    SELECT_CHOICES,
    fit,
)
from bot.platforms.discord.outbound import PRESS

OPEN_SECONDS = 15 * 60.0


def dialog(form: Form) -> discord.ui.Modal:
    """The dialog that asks for ``form``."""
    shown = discord.ui.Modal(title=fit(form.title, FORM_TITLE), custom_id=PRESS + form.token, timeout=OPEN_SECONDS)
    for field in form.fields[:FORM_FIELDS]:
        hint = fit(field.hint, FIELD_HINT) if field.hint else None
        shown.add_item(discord.ui.Label(text=fit(field.label, FIELD_LABEL), description=hint, component=_input(field)))
    return shown


def _input(field: Field) -> discord.ui.Item[Any]:
    choices = {value: fit(label, CHOICE) for value, label in field.choices if 0 < len(value) <= CHOICE}
    if 2 <= len(choices) <= RADIO_CHOICES:
        return discord.ui.RadioGroup(
            custom_id=field.name,
            required=not field.optional,
            options=[
                discord.RadioGroupOption(label=label, value=value, default=value == field.value)
                for value, label in choices.items()
            ],
        )
    if 1 <= len(choices) <= SELECT_CHOICES:
        return discord.ui.Select(
            custom_id=field.name,
            required=not field.optional,
            options=[
                discord.SelectOption(label=label, value=value, default=value == field.value)
                for value, label in choices.items()
            ],
        )
    return discord.ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
        default=field.value[:FIELD_VALUE] or None,
        required=not field.optional,
        max_length=FIELD_VALUE,
    )
