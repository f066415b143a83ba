"""Discord: the study hall in a community's server, on discord.py.

``connection`` opens the door, ``hall`` is the gateway client, ``incoming`` makes its events whole,
``inbound`` turns them into turns.  ``commands``, ``setup``, ``buttons`` and ``forms`` are what people
press and type; ``reception`` stores a turn and acknowledges it in time; ``home`` and ``belonging`` say
which server documents and private chats belong to.  On the way out ``outbound`` renders a reply,
``delivery`` decides where it goes, ``growing`` lets it grow while it is written, ``rest`` sends it once
and says honestly what came of it.  ``connect`` walks an operator through the set-up.
"""
