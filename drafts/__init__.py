"""What was typed into a form and not accepted, kept for the person for a day; and forms that act once.

docs/adr/0014-drafts-and-form-keys.md has the design.
"""
