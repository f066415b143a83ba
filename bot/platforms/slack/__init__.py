"""Slack: the way in, the way out, and the words between.

    serving / socket_mode → reception → inbound → the inlet          (verified, stored, acknowledged)
    deliver → delivery → outbound → blocks → posting → Slack          (one attempt, an honest outcome)
    begin → streaming → … → deliver                                   (a written answer, as it is checked)

Pure: ``inbound`` ``identity`` ``outbound`` ``blocks`` ``forms`` ``dialect`` ``spelling`` ``splitting``
``escaping`` ``limits``.  Everything that opens a connection is made in ``connection``.
"""
