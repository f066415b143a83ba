# What a first evening in the study hall looks like.
@ana: what is the difference between training-serving skew and drift?
@ana: who won the football world cup in 1998?
@ana: /quiz 1
@ana answer C
@ana answer C again
@ben: /quiz monitoring 1
@ben answer B
clock +26h
@ana: /quiz 1
@ana answer D
@ana: /streak
@ana: /board
