"""Studying with a goal: the exam's date, the plan towards it, the rehearsal, readiness, and learning together.

Start reading at :mod:`bot.studying.study`, which lists the skills and their buttons.  What is said here
is derived from the facts each time it is asked for; the arithmetic is in files that touch nothing.
"""
