# Sites from other programs, and for them.

exchange-close = Close
exchange-back = Back
exchange-or = or

exchange-import-title = Import sites
exchange-begin-explained = Take over the sites of FileZilla, WinSCP, OpenSSH, lftp or rclone. You see what would come before anything is changed.
exchange-begin-remark = Nothing of yours is overwritten.
exchange-found = Found on this computer
exchange-looking = Looking …
exchange-none-found = No other program has saved sites at its usual place.
exchange-sites = { $count ->
    [one] { $count } site
   *[other] { $count } sites
}
exchange-source-known = { $sites }, all there already
exchange-source-new = { $sites }, { $count } new
exchange-by-hand = From a file
exchange-pick-source = Choose a file with sites
exchange-browse = Choose a file…
exchange-path-hint = Path of a file
exchange-read = Read
exchange-reading = Reading { $path } …
exchange-kinds = FileZilla’s sitemanager.xml, or what it exports (sites and queue); WinSCP.ini; OpenSSH’s config; lftp’s bookmarks; rclone.conf; an export of Packetboat.
exchange-unreadable = The file cannot be read: { $cause }

exchange-import-from = Import from { $program }
exchange-import-own = Import sites of Packetboat
exchange-take = Take over
exchange-all = All
exchange-new = What is new
exchange-nothing = Nothing
exchange-nothing-in-it = Nothing to take over
exchange-nothing-in-it-hint = There is no site in this file, and no queue.
exchange-column-name = Name
exchange-column-server = Server
exchange-column-protocol = Protocol
exchange-column-login = Login
exchange-column-remarks = Remarks
exchange-no-name = (no name)
exchange-tick-hint = Click a row or press Space to tick it. A folder ticks what is in it.
exchange-there-already = there already as { $name }
exchange-queue-head = Files that wait
exchange-queue-saved = as { $name }
exchange-queue-unsaved = no saved site
exchange-queue-unusable = { $count ->
    [one] { $count } file of another computer
   *[other] { $count } files of another computer
}
exchange-queue-folders = { $count ->
    [one] { $count } empty folder stays behind
   *[other] { $count } empty folders stay behind
}
exchange-refused-head = Cannot be taken over
exchange-up = ↑ { $count }
exchange-down = ↓ { $count }
exchange-login-anonymous = anonymous
exchange-login-password = with password
exchange-login-ask = asks
exchange-login-key = key file
exchange-login-key-passphrase = key, passphrase
exchange-login-agent = ssh-agent
exchange-login-interactive = as the server asks
exchange-protocol-sftp = SFTP
exchange-protocol-explicit = FTP with TLS
exchange-protocol-implicit = FTPS (implicit)
exchange-protocol-plain = FTP, in clear
exchange-short-tls = TLS is required here
exchange-short-plain = not encrypted
exchange-short-locked = password locked, stays behind
exchange-short-unreadable = password unreadable
exchange-note-tls = TLS was optional there and is required here
exchange-note-plain = not encrypted: anybody on the way can read the password
exchange-note-locked = its password is locked with a master password and does not come along
exchange-note-unreadable = its password cannot be read and does not come along
exchange-note-scp = SCP there, SFTP here
exchange-note-charset = the character set { $name } is not known here
exchange-note-left = “{ $name }” does not exist here
exchange-why-protocol = { $name } is not spoken here
exchange-why-unreadable = cannot be read: { $cause }
exchange-misfit-no-name = it has no name
exchange-misfit-no-host = it has no host
exchange-misfit-bad-host = its host holds a blank, a control character, / or @
exchange-misfit-no-port = its port is no number from 1 to 65535
exchange-misfit-no-user = it names no user
exchange-misfit-line-break = a line break stands in what goes to the server
exchange-misfit-login-of-sftp = logging in by key, agent or questions is for SFTP
exchange-misfit-login-of-ftp = SFTP has no anonymous login
exchange-misfit-no-key-file = it logs in by key file and names none
exchange-secrets = { $count ->
    [one] { $count } password goes into this system’s keychain, and nowhere else.
   *[other] { $count } passwords go into this system’s keychain, and nowhere else.
}
exchange-no-secrets = No passwords come along.
exchange-files-wait = The files wait in the queue until you start them.
exchange-do-sites = { $sites ->
    [one] Import { $sites } site
   *[other] Import { $sites } sites
}
exchange-do-files = { $files ->
    [one] Add { $files } file to the queue
   *[other] Add { $files } files to the queue
}
exchange-do-both = Import sites ({ $sites }), queue files ({ $files })

exchange-working-title = Importing
exchange-working = Passwords in the keychain: { $done } of { $of }
exchange-working-sites = { $count ->
    [one] Saving { $count } site …
   *[other] Saving { $count } sites …
}
exchange-working-hint = If the keychain is locked, the system asks to unlock it.

exchange-ended-title = Imported
exchange-more = Import more…
exchange-show-queue = Show the queue
exchange-added = { $count ->
    [one] { $count } site was added.
   *[other] { $count } sites were added.
}
exchange-kept = { $count ->
    [one] { $count } password is in the keychain.
   *[other] { $count } passwords are in the keychain.
}
exchange-lost = { $count ->
    [one] { $count } password was not kept, and is asked for when it is needed.
   *[other] { $count } passwords were not kept, and are asked for when they are needed.
}
exchange-cause = Cause: { $cause }.
exchange-lost-locked = { $count ->
    [one] { $count } password stayed behind: it is locked with a master password. It is asked for when it is needed.
   *[other] { $count } passwords stayed behind: they are locked with a master password. They are asked for when they are needed.
}
exchange-lost-unreadable = { $count ->
    [one] { $count } password could not be read. It is asked for when it is needed.
   *[other] { $count } passwords could not be read. They are asked for when they are needed.
}
exchange-plain = { $count ->
    [one] { $count } site is not encrypted: anybody on the way can read its password and files.
   *[other] { $count } sites are not encrypted: anybody on the way can read their passwords and files.
}
exchange-renamed = { $count ->
    [one] { $count } site has another name now, because its own was taken:
   *[other] { $count } sites have other names now, because theirs were taken:
}
exchange-left = { $count ->
    [one] { $count } site was there already, and is as it was.
   *[other] { $count } sites were there already, and are as they were.
}
exchange-refused = { $count ->
    [one] { $count } entry could not be taken over:
   *[other] { $count } entries could not be taken over:
}
exchange-and-more = and { $count } more
exchange-queued = { $files ->
    [one] { $files } file waits in the queue
   *[other] { $files } files wait in the queue
} ({ $servers ->
    [one] { $servers } server
   *[other] { $servers } servers
}).
exchange-queued-hint = Nothing moves until you start them there.

exchange-export-title = Export sites
exchange-export-nothing = There is no saved site yet.
exchange-export-explained = { $count ->
    [one] The saved site goes into one file.
   *[other] All { $count } saved sites, with their folders and bookmarks, go into one file.
}
exchange-export-secrets = No password and no passphrase goes with them: those stay in this computer’s keychain and are asked for elsewhere.
exchange-format-own = For Packetboat
exchange-format-filezilla = For FileZilla
exchange-format-own-explained = A text file (TOML) that Packetboat imports on another computer, with everything that is set.
exchange-format-filezilla-explained = An XML file for FileZilla’s “Import”. What FileZilla does not know stays behind: rules for existing files, jump hosts, certificates.
exchange-pick-target = Choose where the sites go
exchange-target-browse = Choose where…
exchange-target-hint = Path of the new file
exchange-write = Write
exchange-writing = Writing { $path } …
exchange-written = The sites are in { $path }.
exchange-exists = { $path } exists already.
exchange-replace = Replace it
exchange-elsewhere = Leave it
