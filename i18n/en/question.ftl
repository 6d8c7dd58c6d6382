# What only a person can answer.
question-more = { $count ->
    [one] { $count } more question waits
   *[other] { $count } more questions wait
}
question-do-not-connect = Do not connect
question-cancel = Cancel
question-log-in = Log in
question-unlock = Unlock
question-show = Show what is typed
question-hide = Hide what is typed
question-sha256 = SHA-256

question-certificate = Is this really { $server }?
question-certificate-self = The certificate is signed by itself, so it shows only that the server has it, not who the server is. That is usual for servers at home and in offices.
question-certificate-issuer = No authority that this system knows has signed the certificate.
question-certificate-expired = The certificate has expired.
question-certificate-early = The certificate is not valid yet. Is this computer’s clock right?
question-certificate-name = The certificate is for another host.
question-certificate-revoked = The authority has withdrawn this certificate: its key may be in the wrong hands.
question-certificate-malformed = The certificate has a form or a signature that cannot be checked.
question-certificate-compare = Compare the fingerprint with the server’s owner. If you accept it, this certificate alone is trusted for this host and port from now on. Nothing has been sent so far.
question-certificate-yes = Trust this certificate
question-certificate-for = For
question-certificate-names = Host names
question-certificate-no-names = none
question-certificate-by = Signed by
question-certificate-valid = Valid
question-certificate-days = { $from } to { $to }

question-host-key = Is this really { $server }?
question-host-key-new = The server is not known yet. It showed this key:
question-host-key-others = Other keys of this server are known, but not this one. Look twice: a server does not often get a new key.
question-host-key-compare = Compare the fingerprint with the server’s owner. If you accept it, this key is kept for this host and port. Nothing has been sent so far.
question-host-key-yes = Trust this key
question-host-key-kind = Kind
question-host-key-known = Known

question-password = Password
question-password-whose = The password of “{ $user }” on { $server }:
question-password-kept = It is kept until you quit, and never written to the disk.
question-passphrase = Passphrase
question-passphrase-which = The key file { $file } is encrypted. It is wanted for { $server }.
question-passphrase-wrong = That passphrase did not open the key file.
question-prompts = The server asks
question-prompts-who = For “{ $user }” on { $server }. These are the server’s own words:
question-prompts-said = Answer only what this server may know.

question-conflict = The target exists
question-conflict-there = There now
question-conflict-coming = Would come
question-conflict-newer = newer
question-conflict-larger = larger
question-conflict-unknown = not known
question-conflict-folder = Folder
question-conflict-link = Symbolic link
question-conflict-other = Not a file
question-conflict-all = For all like this
question-conflict-all-waiting = { $count ->
    [one] For all like this ({ $count } more waits)
   *[other] For all like this ({ $count } more wait)
}
question-conflict-skip = Skip
question-conflict-overwrite = Overwrite
question-conflict-if-newer = If newer
question-conflict-if-size = If size differs
question-conflict-rename = Keep both

question-many = That is a lot
question-many-text = { $count } entries so far, the last of them in { $folder }. Is that what you meant?
question-many-yes = Go on
question-many-no = Stop
