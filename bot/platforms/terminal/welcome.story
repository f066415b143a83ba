# What a first evening in the study hall looks like.
@ana: what is the difference between training-serving skew and drift?
@ana: and how do I detect it?
@ana: who won the football world cup in 1998?
