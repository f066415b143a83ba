# Cy knows the theory and wants production; the team's own notebook is in the index.
@cy: /settings track researcher
# A30: Background: Researcher
@cy: /exam 2026-12-15
@cy press Plan
# A30: What production asks of a model
@cy press Start now
# A37: From your documents
@cy: /guide deployment
# A18: Step 1 of 4: The problem
# A17: Say it without naming a product
@cy: /say fewer wrong predictions for the people who call
# A18: What decides this?
@cy press Next step
# A18: An approach
@cy press Next step
# A18: Step 4 of 4
@cy answer A,B,C
# shows: Deciding
@cy: /quiz 5
@cy answer A,B,C
@cy answer A,B,C
@cy answer A,B,C
@cy answer A,B,C
@cy answer A,B,C
@cy press Read on
# A23: Read on from here
@cy press Read 2
# A23: [1]
@cy press Say it in one sentence
# A23: /say
@cy: /say the model is a file and somebody has to run it each night
# A23: There it says
@cy: /plan
@cy press What changed
# A28: Nothing you answered has changed since
@cy: /quiz framing the problem 1
# A33: Question 1 of
@cy: /privacy export
# A41: Everything I keep about you
clock 2026-12-14T17:00+01:00
@cy: /me
# shows: I'll be quiet until you write
@cy press My five traps
clock 2026-12-16T09:00+01:00
@cy: /me
@cy press Rather not say
# A50: kept to yourself
