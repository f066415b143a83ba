"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="print for a script")]
OneTenant = Annotated[str, typer.Option("--tenant", help="workspace or server id; default: the only one here")]
AllTenants = Annotated[str, typer.Option("--tenant", help="workspace or server id; default: all of them")]
