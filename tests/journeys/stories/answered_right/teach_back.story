# Ana is right in her study group's channel, says why in a sentence of her own, and the group thanks her.
@lee #ml-cert: /group new ML cert
@ben #ml-cert: /group join
@ana #ml-cert: /quiz 1
@ana answer {right}
# A7: Explain it to the group
@ana press Explain it to the group
# A7: /say
@ana #ml-cert: /say everybody should simply buy larger machines in good time
# shows: There it says
@ana #ml-cert: /say {sentence}
# A7: ana explains:
# A7: [1]
restart
@ben press Thanks
# A7: Thanks (1)
@ben press Thanks again
# A7: Thanks (1)
@ana press Thanks
# shows: the thanks are theirs to say
