"""What to ask, and what the answer was worth.

Read in this order: :mod:`items` (what a question is), :mod:`courses` (what it belongs to), :mod:`deal`
(what a learner is shown), :mod:`grade` (what the choice came to), :mod:`desk` (how it all runs).
Beside them: :mod:`schema` (how a course's files are read), :mod:`linter` for authors, :mod:`exchange` for
other programs' formats.
"""
