# Clearing private data.

private-title = Clear private data
private-close = Close
private-back = Back
private-counting = Counting …
private-explained = What Packetboat keeps on this computer. Saved sites and settings are not among it.
private-nothing = nothing
private-recent = History
private-recent-explained = Addresses you went to, and tabs that would come back with their folders.
private-learned = What was learned about servers
private-learned-explained = Which way data connections work, which TLS version, chosen character sets.
private-trust = Trusted servers
private-trust-explained = Accepted certificates and host keys, and servers you reach without encryption.
private-secrets = Passwords in the keychain
private-secrets-explained = Passwords and passphrases of saved sites. The sites stay.
private-finished = Finished jobs of the queue
private-finished-explained = What was moved from where to where, and what became of it. Jobs with work left stay.
private-log = Connection log of this window
private-log-explained = Held in memory only; it ends with the window.
private-remove = Remove…
private-question = Remove for good?
private-really = Remove
private-removing = Removing …
private-removed = Removed
private-left = The rest is still there: { $cause }.
private-no-return = This cannot be undone.
private-after-recent = Tabs that are open now stay open, and do not come back at the next start.
private-after-trust = Every server is asked about again, as if for the first time.
private-after-secrets = Saved sites ask for their passwords from now on.
private-amount-recent = { $count ->
    [one] { $count } address of the history
   *[other] { $count } addresses of the history
}
private-amount-learned = { $count ->
    [one] What was learned about { $count } server
   *[other] What was learned about { $count } servers
}
private-amount-trust = { $count ->
    [one] { $count } decision to trust a server
   *[other] { $count } decisions to trust a server
}
private-amount-secrets = { $count ->
    [one] { $count } password in the keychain
   *[other] { $count } passwords in the keychain
}
private-amount-finished = { $count ->
    [one] { $count } finished job
   *[other] { $count } finished jobs
}
private-amount-log = { $count ->
    [one] { $count } line of the connection log
   *[other] { $count } lines of the connection log
}
