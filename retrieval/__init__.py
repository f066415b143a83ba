"""LOOK: hybrid search over the editions of some libraries.  Start reading in ``retrieval/retriever.py``."""
