"""Webhooks: what happens, posted to the systems of departments (docs/webhooks.md).

An **endpoint** (推送接口) is an address of a department's system, with the kinds of events that it wants. An **event**
is a fact that departments are told of: a standing that changes, a notice, the answer to an advice. Each endpoint that
wants an event, and whose department may see it, gets one **delivery** (投递) of it. It keeps its id however often it is
sent. A worker sends it until the other side answers with success. After a number of attempts the worker gives up, and
the delivery is a **dead letter** (未能送达), which a person may send again.
"""
