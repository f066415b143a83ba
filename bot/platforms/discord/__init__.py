"""Discord: the study hall in a community's server, on discord.py.

``connection`` opens the door, ``inbound`` turns events into turns, ``commands``, ``buttons`` and
``forms`` are what people press and type, ``reception`` stores a turn and acknowledges it in time.
On the way out ``outbound`` renders a reply, ``delivery`` decides where it goes, ``rest`` sends it
once and says honestly what came of it.  ``connect`` walks an operator through the set-up.
"""
