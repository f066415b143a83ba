"""TALK: the tutor, its memory, and the platforms it lives on.  Start reading in ``bot/tutor.py``."""
