"""Webhooks: changed standings, posted to the systems of departments (docs/webhooks.md).

An **endpoint** (推送接口) is an address of a department's system, with the kinds of events that it wants. An **event**
is what the change of one standing means. Each endpoint that wants an event gets one **delivery** (投递) of it. It keeps
its id however often it is sent. A worker sends it until the other side answers with success. After a number of attempts
the worker gives up, and the delivery is a **dead letter** (未能送达), which a person may send again.
"""
