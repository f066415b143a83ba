"""What lasts, in Redis.

The rule that holds here: facts are stored, numbers are derived.  Every state change is one script
(``lua/``) keyed by a business id, or an absolute write, so that it may be sent again when a reply is
lost.  Keys are made in ``bot.memory.keys`` alone; each carries the tag of its tenant ``{t}`` or of a
shard ``{s}``.  This is the table of them; a test holds it against the code.  "For good" means until
the person (``learner``) is forgotten or the tenant purged.  L is a learner, P a place.

Of one learner, removed with them:

``{t}:learner:L:facts``      list    the ledger: "number fact", each linked to the one before; for good
``{t}:learner:L:acts``       hash    business key of a fact → the call that wrote it; for good
``{t}:learner:L:presses``    hash    delivery → verdict that every press of it gets; for good
``{t}:learner:L:attempts``   hash    item → "instant, fixed or not, verdict" of the last that counted; for good
``{t}:learner:L:cards``      hash    item → review card; for good
``{t}:learner:L:profile``    hash    setting → JSON value; for good
``{t}:learner:L:sessions``   hash    place → the quiz session that is current there; until it ends
``{t}:learner:L:limit``      zset    turns of late, by instant; twice the longest limit
``{t}:learner:L:nudges``     hash    local date → what became of the message sent unasked; for good
``{t}:learner:L:asked``      set     keys of questions of theirs that had no answer; a day from the last

Of the tenant:

``{t}:facts``                list    facts that concern everyone (outages, corrections); for good
``{t}:acts``                 hash    their business keys; for good
``{t}:sequence``             string  the number of the last fact; for good
``{t}:learners``             set     everyone who has a fact; for good
``{t}:disputed``             set     items that were corrected or withdrawn; for good
``{t}:board:M:period:first`` zset    learner → minus what they have, M is points or fixed (derived); for good
``{t}:seen``                 zset    learner → day of their latest answer, as a number (derived); until they are away
``{t}:away``                 zset    the same of those who are (derived); until they come back
``{t}:private``              set     learners with answers who do not want to be seen (derived); until they do
``{t}:reports``              hash    who, item and reason → what a learner says is wrong with it; for good
``{t}:delivery:D``           string  what was shown; 200 days from being shown
``{t}:choices:D``            hash    learner → last choice of a sealed delivery; 200 days from the last
``{t}:chosen:D``             hash    turn → learner, for each choice; as long
``{t}:closed:D``             string  when a sealed delivery was closed; 200 days from then
``{t}:session:S``            hash    a quiz session and its revision; 200 days from the last save
``{t}:current:P:L``          string  the session that is current there; as long
``{t}:groups``               hash    group id → group; for good
``{t}:members:G``            zset    learner → when they joined, 0 if they left; for good
``{t}:thread:P``             zset    what was said last in a thread, by instant; 30 days from the last
``{t}:policy``               hash    place → whether the tutor speaks there unasked; for good
``{t}:spend:date``           hash    call → cost in dollars, of one day; 10 days
``{t}:limit``                zset    turns of late, by instant; twice the longest limit
``{t}:gaps``                 zset    question the documents could not answer → when it was told; 60 days from the last
``{t}:schedules``            hash    channel → when it gets its question; for good
``{t}:leads``                hash    channel → who gets its six lines on Mondays; for good
``{t}:pushes:C``             hash    local date (or what else was sent unasked) → what became of it; for good
``{t}:grants``               hash    library → who may read it; for good
``{t}:forgotten``            hash    salted mark of a person → when they were forgotten; until the tenant is purged.
                                     Of those whose tenant was theirs alone, under a tenant without name; for good

Of nobody in particular:

``{s}:answer:key``           string  an answer given before; as long as its maker says
``{s}:turns:N``              stream  turns that wait or run (N is ``shared``), read by a consumer group; until done
``{s}:turn:N:T:key``         string  a turn of tenant T was stored under this key before; 48 hours
``{s}:running:N``            hash    learner → the turn of theirs that runs, and whose lease it is; until done
``{s}:queued:N``             hash    tenant → how many turns wait; until none does
``{s}:parked:N``             stream  turns given up after five tries and two minutes; 30 days from the last
``{s}:post:key``             hash    what was said under a key, how often tried, what it came to; 30 days
``{s}:posts``                zset    key of a post → when its next attempt is due; until it is settled
``{s}:unknown``              zset    key of a post nobody can tell the outcome of → since when; 30 days
``{s}:named:platform:T:C:K`` string  the id of the message called K in channel C; 30 days
``{s}:version:platform:T:C:M`` string the highest version of message M in channel C; 30 days from the last
``{s}:pace:platform:T:C``    string  when the next message of its kind may be said in C; minutes
``{s}:errands:platform``     zset    what is due (question, ahead, closing, digest, nudge, letter) → when; until it is done
``{s}:teams:person``         hash    "in TEAM" → its name, "home" → the team they chose; until they are forgotten
``{s}:beat``                 string  when the service was last known to be there; for good
``{s}:vault:key``            string  sealed bytes of a platform (tokens); as long as its maker says
``{s}:salts``                set     what the marks of forgotten people are salted with; for good
``{s}:layout``               string  the number of the layout in which everything here is written; for good
"""
