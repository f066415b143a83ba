# Lee leads five people in #ml-cert; what is said of them stands on five or on their own wish.
@lee #ml-cert: /group new ML cert
# shows: is founded
@ana #ml-cert: /quiz 2
@ana answer A,B,C
@ana answer A,B,C
@ben #ml-cert: /quiz 2
@ben answer A,B,C
@ben answer A,B,C
@cy #ml-cert: /quiz 2
@cy answer A,B,C
@cy answer A,B,C
@lee #ml-cert: /together gaps
# A5: once five people have answered
@dee #ml-cert: /quiz 2
@dee answer A,B,C
@dee answer A,B,C
@eva #ml-cert: /quiz 2
@eva answer A,B,C
@eva answer A,B,C
@lee #ml-cert: /quiz live 1
# A8: Live quiz
@lee #ml-cert: /together value
# A44: Used by 5 of 6
# A42: mistakes put right
@lee #ml-cert: /together report
# A45: Of 100 decisions
# A42: judging from 10 first answers
@ana: /together
@ana press Share my weak areas
# A5: Whoever leads sees
@ana: /together mentor
# A6: people who asked for one
@ana press Pair me
# A6: You are in
@lee #ml-cert: /kit workshop
# A4: Workshop
@ana press I'm in
# A4: Only you know
@lee #ml-cert: /board
# shows: This week
@lee #ml-cert: /schedule 09:00 weekdays Berlin
# A48: 09:00
