# Saved sites.
sites-title = Site manager
sites-close = Close
sites-search = Search
sites-count = { $count ->
    [one] { $count } site
   *[other] { $count } sites
}
sites-nothing-found = Nothing is called “{ $text }”
sites-nothing-found-hint = Names, hosts, users, folders and notes are searched.
sites-new = New site
sites-new-name = New site
sites-new-here = New site in it
sites-new-folder = New folder
sites-new-folder-name = New folder
sites-duplicate = Duplicate
sites-up-in-tree = Move up
sites-down-in-tree = Move down
sites-drag-into = { $name } into { $place }
sites-drag-before = { $name } before { $place }
sites-rename = Rename
sites-delete = Delete
sites-delete-folder = Delete folder
sites-none = No saved sites yet
sites-none-hint = A saved site remembers where, as whom and how to connect, and its folders. Its password is kept in the system’s keychain, never in a file.
sites-choose-one = Nothing is selected
sites-choose-one-hint = Choose a site at the left, or make a new one.
sites-folder-holds = { $count ->
    [0] Nothing is in this folder.
    [one] { $count } site is in this folder.
   *[other] { $count } sites are in this folder.
}
sites-save = Save
sites-discard = Discard
sites-stay = Cancel
sites-test = Test…
sites-connect = Connect
sites-save-and-connect = Save and connect
sites-unsaved-title = Save the changes?
sites-unsaved = What you changed here is not saved yet.
sites-delete-site-title = Delete “{ $name }”?
sites-delete-site-said = Its passwords and passphrases in the keychain are removed too. This cannot be undone.
sites-delete-folder-title = Delete the folder “{ $name }”?
sites-delete-folder-said = { $count ->
    [0] No site is in it.
    [one] The site in it is deleted too, with its passwords and passphrases in the keychain. This cannot be undone.
   *[other] The { $count } sites in it are deleted too, with their passwords and passphrases in the keychain. This cannot be undone.
}
sites-not-done = Not done: { $cause }

sites-section-general = General
sites-section-folders = Folders
sites-section-connection = Connection
sites-section-notes = Notes and colour
sites-section-learned = Learned

sites-name = Name
sites-name-hint = What you call it
sites-folder = Folder
sites-folder-none = None
sites-protocol = Protocol
sites-host = Host, port
sites-host-hint = ftp.example.org, or paste a whole address
sites-login = Login
sites-who-anonymous = Anonymous
sites-who-password = Password
sites-who-key = Key file
sites-who-agent = SSH agent
sites-who-interactive = Server’s questions
sites-user = User
sites-password = Password
sites-password-hint = type it to keep it
sites-password-kept-hint = kept in the keychain; type to replace it
sites-keep-password = Save in keychain
sites-password-asked = It is asked for once in each run, when you connect.
sites-password-is-kept = Kept in the system’s keychain
sites-password-not-kept = Nothing is kept yet. It goes into the system’s keychain, and into no file.
sites-keychain-trouble = The keychain cannot be asked: { $cause }. The password is asked for when you connect.
sites-forget = Forget
sites-keys = Key files
sites-key-hint = Path of a private key
sites-choose = Choose…
sites-add = Add
sites-forget-passphrase = Forget passphrase
sites-remove-key = Do not use this key
sites-agent-means = The agent’s keys are offered to the server, one after the other.
sites-interactive-means = You answer what the server asks, such as one-time codes. Nothing is kept.

sites-local = Folder here
sites-local-hint = The one that is shown
sites-remote = Folder there
sites-remote-hint = The login folder
sites-together = Synchronised browsing
sites-together-means = Both panes go from folder to folder together.
sites-together-chip = Together
sites-apart-here = Synchronised browsing has ended: “{ $name }” is not on this computer.
sites-apart-there = Synchronised browsing has ended: “{ $name }” is not on the server.
sites-changed = “{ $name }” was changed. The next step connects anew.
sites-pick-folder = Choose the first folder here
sites-marks = Bookmarks
sites-marks-none = Pairs of folders of this site, in the menu of places of its tabs.
sites-marks-add = Add bookmark
sites-mark-name = Name
sites-mark-both = Bookmark both folders
sites-mark-remove = Remove bookmark

sites-mode = Data connections
sites-from-settings = as in the settings
sites-ports = Active ports
sites-ports-unit = where the server connects to
sites-announced = Announced address
sites-connections = Connections
sites-connections-unit = for transfers, 1 to 64
sites-as-set = as set
sites-no-limit = no limit
sites-down = Downloads
sites-up = Uploads
sites-rate-unit = KiB/s
sites-conflict = Existing targets
sites-conflict-as-set = As in the settings
sites-conflict-overwrite = Overwrite
sites-conflict-newer = Overwrite if newer
sites-conflict-size = Overwrite if the size differs
sites-conflict-resume = Resume
sites-conflict-rename = Keep both
sites-conflict-skip = Skip
sites-charset = Names in
sites-offset = Time offset
sites-offset-hint = found out
sites-offset-unit = hours to add to times in lists, such as -1:30
sites-old-tls = TLS 1.2 at most
sites-no-goodbye = This server never ends TLS properly: accept files of the right size
sites-jump = By way of
sites-jump-remove = Connect directly
sites-alias = Host key name
sites-alias-hint = the host’s own name
sites-old-algorithms = Also offer old algorithms (SHA-1, CBC)

sites-colour = Colour
sites-colour-means = A line on its tabs and over its files.
sites-colour-none = No colour
sites-colour-red = Red
sites-colour-orange = Orange
sites-colour-yellow = Yellow
sites-colour-green = Green
sites-colour-cyan = Cyan
sites-colour-blue = Blue
sites-colour-magenta = Magenta
sites-notes = Notes
sites-notes-hint = Whatever is worth knowing
sites-notes-means = Notes stand readable in the file of sites: no place for passwords.

sites-learned-of = From connections to { $server }:
sites-learned-nothing = Nothing was learned about { $server } yet.
sites-learned-means = What is learned about a server makes the next connection quicker. It may be forgotten at any time.
sites-learned-forget = Forget all of it
sites-learned-active = Active mode works, passive does not.
sites-learned-passive = Passive mode works, active does not.
sites-learned-no-epsv = It does not understand EPSV; PASV is asked at once.
sites-learned-tls12 = Sessions are resumed with TLS 1.2 only.
sites-learned-no-noop = It takes NOOP during transfers badly.
sites-learned-lists-no-file = It does not list single files: their folders are listed instead.
sites-learned-offset = Times in its lists are { $offset } away from UTC.

sites-fault-no-name = Give it a name.
sites-fault-taken = Another site in this folder has this name.
sites-fault-no-host = Name a host, or paste a whole address.
sites-fault-host = A host has no blanks, slashes or @ in it.
sites-fault-port = The port is a number from 1 to 65535.
sites-fault-no-user = Name a user.
sites-fault-line = A line break stands in it, which no server takes.
sites-fault-of-sftp = Logging in by key, agent or questions is for SFTP.
sites-fault-of-ftp = SFTP has no anonymous login.
sites-fault-no-key = Add the key file to log in with.
sites-fault-ports = Two ports, such as 50000-50100.
sites-fault-address = An IP address, such as 203.0.113.9.
sites-fault-count = A number from 1 to 64.
sites-fault-rate = A number above 0.
sites-fault-offset = Hours and minutes, such as +1 or -5:30.
sites-fault-unnamed = Give each bookmark a name.
sites-fault-folder = There is such a folder already, or no name.

sites-unreadable = { $path } cannot be read, so no site is shown. Nothing is written to it.
sites-faults = { $count ->
    [one] { $count } place in { $path } cannot be used. The rest works, and it stays there as it is.
   *[other] { $count } places in { $path } cannot be used. The rest works, and they stay there as they are.
}
sites-flaw = Line { $line }, column { $column }: { $why }
sites-flaw-of-site = Line { $line }, column { $column }, site “{ $site }”: { $why }
sites-flaw-missing = { $key } is missing
sites-flaw-expected = { $key } takes { $wanted }
sites-takes-text = text in quotes
sites-takes-flag = true or false
sites-takes-texts = a list of texts
sites-takes-whole = a whole number
sites-takes-number = a number from { $from } to { $to }
sites-takes-rate = bytes a second, at least 1
sites-takes-minutes = minutes from -1440 to 1440
sites-takes-one-of = one of { $names }
sites-takes-id = letters, digits and hyphens, at most 64
sites-takes-folder = the names of the folder and of those that it is in
sites-takes-charset = utf-8 or the name of a character set, such as gbk or windows-1251
sites-takes-ports = two ports, such as 50000-50100
sites-takes-address = an IP address
sites-takes-blocks = blocks of their own: [[site.bookmark]], [[site.jump]]
sites-flaw-not-of-protocol = { $key } has no meaning for { $protocol }
sites-flaw-twice = another site has this name in this folder, or this id
sites-copy-path = Copy path
sites-read-again = Read again

sites-keychain-none = there is no keychain on this system, or it is not running
sites-keychain-locked = the keychain is locked and was not unlocked
sites-keychain-slow = the keychain did not answer in time; perhaps it waits to be unlocked
sites-keychain-failed = the keychain failed: { $cause }
sites-keychain-asked-for = The password for { $server } is asked for: { $cause }.
