"""Which enterprises may have the incentives, and why (plan §1, §3; docs/screening.md).

The terms:

- A **screening** (交叉比对, `Screening`) is one comparison of certified enterprises with blacklist entries. Its trigger
  determines what is compared:
  - a confirmed roster or a transfer: the enterprises that it added, or whose name, customs code or registration number
    it changed, with every entry that has not ended, including entries that are listed in the future;
  - an import: every certified enterprise with the entries that it added or changed, including those that have ended;
  - new thresholds, or a request to compare everything: every certified enterprise with every entry that has not ended;
  - a repetition: the scope of an earlier screening.

  A **trial** is a screening with other thresholds that counts what would change and changes nothing.
- A **chunk** (比对分块, `ScreeningChunk`) is a part of a screening: all its enterprises with a range of its entries.
  One worker compares it and writes the result in one transaction.
- A **hit** (比对命中, `ScreeningHit`) is a pair of an enterprise and an entry that match; a pair has one row. The match
  type and the score determine its effect:
  - An equal number counts at once, until a person dismisses it. If the number is a customs code or a registration
    number, a person also reviews it (复核).
  - An equal number that is contradicted by two different USCCs or organisation codes is a **possible match** (疑似命中)
    at every score: it counts only when a person confirms it.
  - A match by name is a possible match from the review threshold on. Below that it is kept as a record that needs no
    decision. Below `ignore_below` there is no hit.

  A hit that counts blocks the enterprise if its blacklist excludes. On other blacklists, hits that count or need a
  decision are hints (提示) without effect. A hit has effect while its entry is in force. An entry that a full list no
  longer names stays in force until the import that ended it has been compared.
- A **decision** (核实) on a hit concludes that both sides are the same entity (confirmed) or are not (dismissed).
  It has a deadline. It is void when the identity of a side, the content of the entry or the match type changes. A hit
  that no longer matches keeps its decision, which is valid again if the same two sides match again. The **match
  policy** (比对规则, `MatchPolicy`) sets the thresholds, the term for a decision, and which decisions another user has
  to approve (`approvals`).
- A **revocation** (取消资格, `Revocation`) takes the qualification from an enterprise until its customs office restores
  it.
- A **suspension** (暂停资格, `Suspension`) makes an enterprise pending until its customs office lifts it or revokes.
- A **standing** (激励资格, `Standing`) is the state of one enterprise with its reasons: lapsed, revoked, blocked,
  unscreened, pending or eligible, the first that applies. Only eligible enterprises may have the incentives.
- An enterprise is **screened** while its certification has a complete `ScreenedPeriod`; without one it is unscreened.
  It remains screened while a later file waits for its screening. Nobody is screened while an excluding blacklist has
  neither a file nor the declaration that it is not yet in use.
- The standings of an enterprise are its **timeline**. In valid time a row holds from `since` until `until`. In
  transaction time it is known from `known_at` on, until a later determination supersedes it (`known_until`), because
  of another change on the same day or of a fact that became known late. State and reasons of a row are never edited.

An example: A roster adds enterprise 1, which becomes unscreened, and a screening is requested. Its one chunk finds an
entry with the same name: a hit, a possible match. The enterprise becomes pending, because it was not eligible before.
(An eligible one would stay eligible until the deadline.) A credit administrator dismisses the hit: the enterprise
becomes eligible.

Who does what:

1. **Who requests a screening.** `receivers.py`, in the transaction of a confirmed roster, a transfer, a confirmed
   import or a changed blacklist; it is the only listener of the signals of `roster` and `blacklists`. A credit
   administrator, for a screening of everything, a repetition, a trial, or new thresholds. All call
   `Screening.objects.request`, which inserts the row and sends its key to a worker after commit.
2. **Who runs it.** Workers, by `tasks.py`. `actions/screenings.py` plans the chunks and runs each:
   `actions/candidates.py` finds pairs by blocking keys, `matching` scores them, `actions/hits.py` saves the hits. The
   worker of the last chunk finishes the screening (`actions/finishing.py`). `tasks.sweep` sends waiting rows again,
   in case their message was lost.
3. **Who decides hits.** Credit administrators (`actions/decisions.py`, `actions/match_policy.py`). Customs offices
   revoke and restore (`actions/revocations.py`), suspend and lift (`actions/suspensions.py`).
4. **Who determines standings.** No person. Each action that changes a fact calls `reassess` (`actions/standings.py`)
   for the enterprises concerned, in the same transaction; `tasks.reassess_due` calls it when a day is reached, such as
   a deadline. `reassess` reads the facts (`actions/histories.py`). From them `timeline.py` makes the timeline;
   `determination.py` decides state and reasons of each day. `reassess` writes the rows that differ from the stored
   ones. `actions/screened_periods.py` records which certifications have been screened.
5. **Who follows.** After commit, the tasks named in `settings.STANDING_FOLLOWERS` process new standings.
   `explanation/` shows the standing of any past day with its evidence, as known at any moment.

The order of locks is in `actions/locks.py`; rules that deny an act are in `policies.py`; states and their transitions,
which triggers hold in the database, are in `states.py`. Reasons and failures are stored as codes (`reasons.py`), their
sentences are in `wording.py`.
"""
