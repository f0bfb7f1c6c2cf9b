"""What the portal does with mailboxes and mails."""
