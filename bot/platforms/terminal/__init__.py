"""The terminal: everything a chat user can do, typed; and stories, played.

``story`` reads a script, ``stage`` (the parent) plays it, ``hall`` (its child) serves it,
``inbound`` and ``outbound`` translate, ``conversation_loop`` is the interactive chat.
"""
