"""BUILD: turn a team's documents into an immutable, checksummed edition that can be searched.

    sources      folders, files and URLs become a list of things to read
    documents/   one loader a format: a file or a page becomes a Document (extracted text, line for line)
    passages     a Document becomes passages of at most 256 tokens, each with its sentences
                 (blocks, sentences, packing, standing and markup each answer one question for it)
    embedding    which model, and the two ways it is run (encoding, exported); vectors keeps what is known
    stores/      the two searchable halves on disk: FAISS (meaning) and BM25 (words)
    editions     the shelf: editions behind one pointer, published whole or not at all (edition, manifest)
    room         whether the disk can hold what a build writes
    builder      the walk from sources to a published edition, re-using whatever has not changed

Start reading in `builder`. Nothing here knows a question, a chat or a learner.
"""
