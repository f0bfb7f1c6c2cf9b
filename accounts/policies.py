"""How a rule says no."""


class ActionDenied(Exception):
    """An act that is not possible now; `sentence` says why and what to do, for the page to show."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
