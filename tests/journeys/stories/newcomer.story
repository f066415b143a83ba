# Dee says hello, answers her first question, and is written to around her exam because she asked for it.
@dee: hello
# shows: Quiz me
@dee: /me
# shows: Your first day is open
@dee press Quiz me
# A17: Goal:
@dee answer A,B,C
# A11: Back
# A13: [1]
@dee: /me
# shows: 1 day in a row
@dee: /exam 2026-12-15
# shows: 22 days to go
@dee press Write to me
# shows: the evening before, and the morning after
restart
@dee: /streak
# shows: Today counts already.
@dee press Show why
# shows: counted (
clock 2026-12-14T20:30+01:00
# shows: Ten minutes, your five traps
clock 2026-12-16T11:30+01:00
# shows: How was it?
@dee press I passed
# A50: From here it is refreshing
