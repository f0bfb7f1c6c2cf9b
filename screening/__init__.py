"""Which enterprises may have the incentives, and why (plan §1, §3; docs/screening.md).

The terms:

- A **screening** (交叉比对) is one comparison of certified enterprises with blacklist entries, in chunks.
- A **hit** (比对命中) is a pair of an enterprise and an entry that match, by an equal number or by name. A hit by
  number counts at once. A hit by name is a possible match: a person decides it before a deadline.
- A **decision** (核实) concludes that both sides are the same entity or are not. The **match policy** (比对规则) says
  when a decision is due and whether a second user has to approve it (`approvals`).
- A **standing** (激励资格) is the state of one enterprise with its reasons: eligible, pending, blocked, unscreened,
  revoked or lapsed. Rows follow each other and are never edited. They keep valid time and transaction time.
- A **revocation** (取消资格) takes the standing from an enterprise until its customs office restores it.

How facts become standings:

1. `roster` and `blacklists` announce confirmed rosters, imports and settings by signals. `receivers.py`, their only
   listener, reassesses what is affected and requests a `Screening`, in the same transaction.
2. `actions/screenings.py` plans and runs the screening; `actions/candidates.py` finds pairs by blocking keys,
   `matching` scores them, `actions/hits.py` saves the hits; `actions/finishing.py` ends the screening.
3. People decide hits (`actions/decisions.py`) and change the policy (`actions/match_policy.py`); customs offices revoke
   (`actions/revocations.py`). `tasks.reassess_due` follows days that are reached, such as deadlines.
4. Every change of a fact ends in `actions/standings.py`: it collects the facts of an enterprise, `determination.py`
   decides state and reasons, and a `Standing` is written if they differ from the current one.
5. Followers named in `settings.STANDING_FOLLOWERS` process new standings after commit.
6. `explanation/` shows the standing of any past day with its evidence, as known at any moment.

The order of locks is in `actions/locks.py`; rules that deny an act are in `policies.py`; state tables, which are also
database triggers, are in `states.py`; reasons are codes (`reasons.py`) with their texts in `wording.py`.
"""
