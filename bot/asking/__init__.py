"""From a question to a cited, checked reply.  Start reading in ``bot/asking/answers.py``."""
