"""Webhooks: changed standings, posted to the systems of departments (docs/webhooks.md).

An **endpoint** (推送接口) is an address of a department's system, with the kinds of events that it wants. An **event**
is what the change of one standing means; each endpoint that wants it gets one **delivery** (投递), which keeps its id
however often it is sent. A worker sends it until it is answered with success, or gives it up after a number of
attempts: a **dead letter** (未能送达), which a person sends again.
"""
