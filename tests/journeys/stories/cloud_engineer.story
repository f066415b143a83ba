# Ben knows networks and machines, not models.  He asks to be written to, and does not pass the first time.
@ben: /settings track cloud-engineer
# A31: Background: Cloud engineer
@ben: /quiz placement
# A32: Question 1 of 7
# A35: Question 1 of 7
@ben answer A,B,C
@ben answer A,B,C
@ben: /exam 2026-12-15
@ben press Write to me
# shows: the evening before, and the morning after
@ben: /plan
# A31: Learning from data, in short
@ben: Composer or Pipelines for ML workflows that need lineage?
# A22: [1]
@ben: /quiz monitoring and explainability 1
# A16: Question 1 of 1
@ben answer A,B,C
# A19: Deciding
@ben press Now flip it
# A36: Same case
@ben: /cards pipelines
# A21: Card 1 of
@ben press A
# A21: Card 2 of
@ben: /map pipelines
# A20: Mark where I am
@ben press Mark where I am
# A20: not met yet
@ben: /case fraud
# A40: step 1 of
@ben: /quiz 1
@ben answer A,B,C
@ben: /mock 10
# A35: Choose as many as are asked for
@ben press Begin
# A35: question 1 of 10
@ben answer A,B
@ben press Flag
# shows: flagged
@ben press Next
kill -9
@ben: /mock
# shows: question 2 of 10
@ben answer B,C
@ben: is it B?
# shows: That would give away
@ben press Pause
# shows: The clock stands still
clock +20h
@ben: /mock
# shows: 2 answered
@ben press Hand in
# shows: 8 questions without a choice, 1 flagged
@ben press Yes, hand in
# A35: of 10 right
# A12: without a choice
@ben press Times
# A12: In all
@ben press Missed as cards
# shows: missed.txt
clock 2026-12-14T17:00+01:00
clock 2026-12-14T20:30+01:00
# shows: Ten minutes, your five traps
clock 2026-12-15T20:00+01:00
clock 2026-12-16T11:30+01:00
# shows: How was it?
@ben press Not this time
# shows: second attempt is possible from about 29 Dec
@ben press Exam on 29 Dec
# A50: 13 days to go
@ben: /plan
# A2: exam Tue 29 Dec
