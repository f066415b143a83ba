"""TALK: the tutor, its memory, and the platforms it lives on.  Start reading in ``bot/tutor.py``.

A turn from end to end: a platform (``platforms``) verifies it and the intake stores it; a worker takes it
(``service``); the tutor finds the skill or the button (``tutor``, ``skills``); a room answers (``rooms``,
``asking``, ``quizzing``, ``studying``, ``coaching``, ``groups``) from what is remembered (``memory``, behind
``ports``); and the outbox posts the replies (``service`` again).  ``wiring`` builds all of this from
``settings``; ``conversation`` and ``records`` are the values that travel.
"""
