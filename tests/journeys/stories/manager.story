# Ana leads a team that builds models.  Three weeks to the exam; then the day after.
# A comment with a row of docs/features.md, or "shows", tells what the step above it must show.
@ana: what is the difference between training-serving skew and drift?
# A13: [1]
@ana: /me
# shows: Exam: no date yet
@ana: /settings track manager
# A29: Background: Manager
@ana: /exam 2026-12-15
# shows: 22 days to go
@ana press Plan
# A2: exam Tue 15 Dec
# A10: Thirty hours in three weeks
# A29: Cost and people
@ana press Start now
# A13: From a wish to a decision
# shows: Check: Say in one sentence
@ana press Read 1
# A26: fundamentals
# A27: current · as of
@ana press Park it
# A24: Parked
@ana: /plan 20 h
# A2: 20 of 20 h left
@ana press Calendar
# A2: study-plan.ics
@ana: /kit checklist
# A3: Problem
@ana: /kit checklist problem
# A47: A measure, a baseline and a floor
@ana: /kit metrics precision 0.4
# A39: Of 100 alerts about 40 are real
# A9: Of 100 alerts
@ana: /kit assessment
# A1: Question 1 of
@ana: /quiz 2
# A15: Goal:
# A17: Goal:
@ana press Unsure
# A14: You are unsure
@ana answer A,B,C
# shows: Deciding
@ana answer A,B,C
# A11: Back
@ana: /ready
# A34: not enough answers yet
@ana press Show why
# A25: weighs
@ana: /together report
# A45: not enough answers
clock +48h
@ana: /drill 2
@ana answer A,B,C
@ana answer A,B,C
# A12: Your times
@ana: /me
# shows: Mistakes fixed
clock 2026-12-14T17:00+01:00
@ana: /me
# shows: Ten minutes, your five traps, then rest.
@ana press Warm up
clock 2026-12-15T08:00+01:00
@ana: /exam
# shows: Nothing to do here
clock 2026-12-16T09:00+01:00
@ana: /streak
@ana press Show why
# shows: excused: your exam
@ana: /me
# shows: How was it?
@ana press I passed
# A50: From here it is refreshing
@ana press What I parked
# A50: Parked for after the exam
