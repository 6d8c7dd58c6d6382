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
question-password-keep = Save in the keychain
question-password-keychain = Once the server has accepted it, the keychain of this system keeps it, and no file.
question-password-kept = It is kept until you quit, and never written to the disk.
question-passphrase = Passphrase
question-passphrase-which = The key file { $file } is encrypted. It is wanted for { $server }.
question-passphrase-wrong = That passphrase did not open the key file.
question-prompts = The server asks
question-prompts-who = For “{ $user }” on { $server }. These are the server’s own words:
question-prompts-said = Answer only what this server may know.

question-conflicts-there = { $count ->
    [one] { $count } file is already on the server
   *[other] { $count } files are already on the server
}
question-conflicts-here = { $count ->
    [one] { $count } file is already here
   *[other] { $count } files are already here
}
question-conflicts-job = { $job } · everything else goes on meanwhile
question-conflicts-legend = What is larger or newer stands in bold.
question-conflicts-more = { $count ->
    [one] { $count } more is not listed; the choice for all holds for it too.
   *[other] { $count } more are not listed; the choice for all holds for them too.
}
question-conflicts-for-all = { $count ->
    [one] For this one
   *[other] For all { $count }
}
question-conflicts-for-selected = For { $count } selected
question-conflicts-select = Select rows above to decide about them by themselves.
question-conflicts-as-all = As for all
question-conflicts-holds = Holds for
question-conflicts-these = what waits now
question-conflicts-the-job = the whole job
question-conflicts-uploads = all uploads to { $server } until you quit
question-conflicts-downloads = all downloads from { $server } until you quit
question-conflicts-later = Later
question-conflicts-apply = Apply
question-conflict-file = File
question-conflict-there = There now
question-conflict-coming = Would come
question-conflict-changed = Modified
question-conflict-then = Then
question-conflict-unknown = not known
question-conflict-folder = Folder
question-conflict-link = Symbolic link
question-conflict-other = Not a file
question-conflict-skip = Skip
question-conflict-overwrite = Overwrite
question-conflict-if-newer = If newer
question-conflict-if-size = If size differs
question-conflict-resume = Resume
question-conflict-rename = Keep both

question-stuck = { $count ->
    [one] The job has stopped
   *[other] { $count } files in a row failed
}
question-stuck-text = This reason will not pass by itself, and the next files would meet it too, so the job has stopped.
question-stuck-disk = The job has stopped, and what was begun is kept. Nothing else is written there until you say so.
question-stuck-disk-again = Try again
question-stuck-go-on = Go on with the rest
question-stuck-again = Try them again
question-stuck-stay = Stay paused

question-room = Not enough room on the disk
question-room-text = { $folder } is to take { $needed }, and the disk has room for { $free }: { $missing } are missing. Everything that goes to this disk is counted.
question-room-hint = What is moving now goes on. The rest of the job waits until you have made room, or go on all the same.
question-room-go-on = Go on anyway
question-room-stay = Stay paused

question-many = That is a lot
question-many-text = { $count } entries so far, the last of them in { $folder }. Is that what you meant?
question-many-yes = Go on
question-many-no = Stop
