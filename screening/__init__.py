"""Which enterprises may have the incentives, and why (plan §1, §3; docs/screening.md).

1. `receivers.py` requests a `Screening` when a confirmed roster, import or setting makes one necessary.
2. `actions/screenings.py` splits it into chunks; `actions/candidates.py` finds the pairs of an enterprise and an entry,
   `matching` scores them, `actions/hits.py` saves the `ScreeningHit`s.
3. People decide hits that are possible matches (`actions/decisions.py`), under the `MatchPolicy`.
4. `actions/standings.py` collects the facts of an enterprise, `determination.py` decides its state and reasons, and a
   `Standing` is written. Every change of a fact ends there.
5. Followers named in `settings.STANDING_FOLLOWERS` process new standings after commit.
6. `explanation/` shows the standing of any past day with its evidence, as known at any moment.
"""
