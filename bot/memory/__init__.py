"""What lasts, in Redis.

The rule that holds here: facts are stored, numbers are derived.  Every state change is one script
(``lua/``) keyed by a business id, or an absolute write, so that it may be sent again when a reply is
lost.  Keys are made in ``bot.memory.keys`` alone; each carries the tag of its tenant ``{t}`` or of a
shard ``{s}``.  This is the table of them; a test holds it against the code.  "For good" means until
the person (``learner``) is forgotten or the tenant purged.  L is a learner, P a place.

Of one learner, removed with them:

``{t}:learner:L:facts``      list    the ledger: "number fact", in the order written; for good
``{t}:learner:L:acts``       hash    business key of a fact → the call that wrote it; for good
``{t}:learner:L:presses``    hash    delivery → verdict that every press of it gets; for good
``{t}:learner:L:attempts``   hash    item → "instant verdict" of the last answer that counted; for good
``{t}:learner:L:cards``      hash    item → review card; for good
``{t}:learner:L:profile``    hash    setting → JSON value; for good
``{t}:learner:L:limit``      zset    turns of late, by instant; twice the longest limit

Of the tenant:

``{t}:facts``                list    facts that concern everyone (outages, corrections); for good
``{t}:acts``                 hash    their business keys; for good
``{t}:sequence``             string  the number of the last fact; for good
``{t}:learners``             set     everyone who has a fact; for good
``{t}:disputed``             set     items that were corrected or withdrawn; for good
``{t}:board:G:period:first`` zset    learner → minus points, of group G or everyone (derived); for good
``{t}:seen:G``               zset    learner → day of their latest answer, as a number (derived); for good
``{t}:delivery:D``           string  what was shown; 200 days from being shown
``{t}:choices:D``            hash    learner → last choice of a sealed delivery; 200 days from the last
``{t}:chosen:D``             hash    turn → learner, for each choice; as long
``{t}:closed:D``             string  when a sealed delivery was closed; 200 days from then
``{t}:session:S``            hash    a quiz session and its revision; 200 days from the last save
``{t}:current:P:L``          string  the session that is current there; as long
``{t}:groups``               hash    group id → group; for good
``{t}:members:G``            zset    learner → when they joined; for good
``{t}:thread:P``             zset    what was said last in a thread, by instant; 30 days from the last
``{t}:policy``               hash    place → whether the tutor speaks there unasked; for good
``{t}:spend:date``           hash    call → cost in dollars, of one day; 3 days
``{t}:limit``                zset    turns of late, by instant; twice the longest limit
``{t}:grants``               hash    library → who may read it; for good
``{t}:forgotten``            hash    salted mark of a person → when they were forgotten; for good

Of nobody in particular:

``{s}:answer:key``           string  an answer given before; as long as its maker says
``{s}:turns:N``              stream  turns of name N that wait or run, read by a consumer group; until done
``{s}:turn:N:T:key``         string  a turn of tenant T was stored under this key before; 48 hours
``{s}:running:N``            hash    learner → the turn of theirs that runs, and whose lease it is; until done
``{s}:queued:N``             hash    tenant → how many turns wait; until none does
``{s}:parked:N``             stream  turns given up after five tries; for good
``{s}:post:key``             hash    what was said under a key, how often tried, what it came to; 30 days
``{s}:posts``                zset    key of a post → when its next attempt is due; until it is settled
``{s}:unknown``              zset    key of a post nobody can tell the outcome of → since when; 30 days
``{s}:pace:platform:T:C``    string  when the next post to channel C may be said; minutes
``{s}:vault:key``            string  sealed bytes of a platform (tokens); as long as its maker says
"""
