# The window: tabs, address bar, dialogs of its own.

app-new-tab = New connection
app-new-connection = New connection
app-close-tab = Close the connection
app-all-tabs = All tabs
app-tab-connected = Connected
app-tab-connecting = Connecting…
app-tab-asleep = The server hung up; the next wish connects again
app-tab-trouble = The last wish failed
app-tab-failed = Could not connect
app-local = Local
app-remote = Remote
app-log = Log
app-files = Files
app-shortcuts = Keyboard shortcuts
app-other-language = 中文
app-other-shade = Light or dark
app-address-hint = user@host, sftp://host/folder or the name of a server
app-connect = Connect
app-not-connected = Not connected
app-disconnect = Disconnect

app-protocol-auto = Automatic
app-protocol-explicit = FTP with TLS
app-protocol-implicit = FTPS (implicit TLS)
app-protocol-plain = FTP, not encrypted
app-protocol-sftp = SFTP

app-mode-auto = Auto
app-mode-auto-passive = Auto · passive
app-mode-auto-active = Auto · active
app-mode-passive = Passive
app-mode-active = Active
app-mode-auto-explained = Passive first. If only the data connection fails, active is tried, and what worked is remembered for this server.
app-mode-passive-explained = This computer opens the data connection to a port that the server names. The firewall on the server’s side must let it in.
app-mode-active-explained = The server opens the data connection to a port of this computer. The firewall and router on this side must let it in.

app-chip-ssh = SSH · all encrypted
app-chip-control = Control { $version }
app-chip-both = Control + data · { $version }
app-chip-no-data = No data connection
app-chip-clear = Not encrypted

app-drag-connect-first = Connect first
app-drag-no-folder = No folder is shown there
app-drag-into-itself = A folder cannot go into itself
app-drag-between-servers = Files do not go from server to server: download them first
app-drag-names = These names cannot be used here
app-drag-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
app-drop-here = These files are on this computer already. Drop them on the server’s pane or on the queue to upload them.
app-drop-unread = What was dropped could not be read. Files of this computer can be dropped, and “Upload files…” in the menu always works.

app-connections-lowered = { $server } allows no more connections. The work goes on with { $count }.
app-queue-not-written = The queue cannot be saved: { $cause }. The work goes on, but after a crash it would not be known.
app-interrupted = { $server }: { $why }. Connections are opened again by themselves.
app-interrupted-slept = The computer slept for { $time }
app-interrupted-address = The address { $address } is gone
app-interrupted-way = The network changed
app-interrupted-offline = Waiting for the network
app-logs-in-once = The login at { $server } cannot be repeated by itself, so everything goes over one connection.
app-pick-key = Choose a private key
app-save-log = Save the connection log
app-demo-failed = The demo server did not start: { $cause }
app-demo-absent = This build has no demo server.

app-cancel = Cancel
app-close = Close
app-and-more = … and { $count } more
app-bytes = { $count } bytes
app-link-target = Points to

app-trash-title = { $count ->
    [one] Move this to the trash?
   *[other] Move these { $count } to the trash?
}
app-trash-explained = Folders go with everything in them. The trash can give them back.
app-trash = Move to trash
app-delete-title = { $count ->
    [one] Delete this for good?
   *[other] Delete these { $count } for good?
}
app-delete-explained = Folders go with everything in them. This cannot be undone. Links are deleted, never followed.
app-delete = Delete
app-delete-counting = Counting: { $files ->
    [one] { $files } file
   *[other] { $files } files
} in { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}, { $size } so far…
app-delete-counted = In all { $files ->
    [one] { $files } file
   *[other] { $files } files
} and { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}, { $size }.
app-delete-at-least = At least { $files ->
    [one] { $files } file
   *[other] { $files } files
} and { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}, { $size }: not everything could be read.
app-delete-unsure-title = Delete also what was not seen?
app-delete-unsure = Not everything in these folders could be read, so there may be more in them than is shown. Deleting them deletes all of it.
app-delete-everything = Delete everything
app-move-title = { $count ->
    [one] Move this to { $folder }?
   *[other] Move these { $count } to { $folder }?
}
app-move = Move
app-across-from-here = What has arrived and been checked is removed from this computer, and not put into the trash. What cannot be proven to be the same there stays here.
app-across-from-there = What has arrived and been checked is removed from the server. What cannot be proven to be the same here stays there.

app-unchanged-title = { $count ->
    [one] This could not be changed
   *[other] These { $count } could not be changed
}
app-view-title = Look at { $name }?
app-view-large = It is { $size } large. To look at it, a copy is fetched first.
app-view-unknown = The server does not say how large it is. To look at it, a copy is fetched first.
app-view = Fetch a copy
app-view-program = { $name } is a program. Programs from a server are not opened: download it, if you trust it.
app-view-failed = No program opened { $name }: { $cause }
app-view-no-room = There is no room for a copy of { $name }: { $cause }
app-no-picker = This desktop has no dialog to choose files in. Install xdg-desktop-portal with its part for your desktop (such as xdg-desktop-portal-gtk), or zenity. Files can be dragged and pasted without it.
app-not-saved = { $path } was not written: { $cause }
app-pick-download = Choose the folder to download to
app-pick-upload-files = Choose the files to upload
app-pick-upload-folder = Choose the folders to upload
app-paste-nothing = There are no files on the clipboard
app-paste-here = These files are on this computer already. Paste them into the server’s pane to upload them.
app-paste-there = Files do not go from server to server. Paste them into the pane of this computer to download them.

app-permissions-title = { $count ->
    [one] Permissions
   *[other] Permissions of { $count }
}
app-permissions-owner = Owner
app-permissions-group = Group
app-permissions-others = Others
app-permissions-read = Read
app-permissions-write = Write
app-permissions-execute = Execute
app-permissions-octal = As a number
app-permissions-kept = — and x: each item keeps what it has.
app-permissions-recursive = Everything in the folders, too
app-permissions-set = Set

app-parting-title = Transfers with { $server } are under way
app-parting-explained = They can go on without this tab, or wait until you start them again.
app-parting-stay = Stay
app-parting-pause = Pause them
app-parting-keep = Keep transferring

app-quit-title = Transfers are running
app-quit-explained = If you quit now, they stop and wait for the next start, with what has arrived of them. Nothing incomplete stands under its final name.
app-quit = Stop and quit
app-stay = Stay

app-key-refresh = Read the folder again
app-key-rename = Rename
app-key-delete = Delete
app-key-delete-for-good = Delete without the trash
app-key-up = To the parent folder
app-key-transfer = Transfer the selection
app-key-move = Move the selection to the other side
app-key-view = Look at the file
app-key-copy = Copy what is selected
app-key-paste = Paste files into the folder
app-key-other-pane = To the other pane
app-key-new-tab = New connection
app-key-close-tab = Close the connection
app-key-next-tab = Next connection
app-key-previous-tab = Previous connection
app-key-tab-left = Move the connection to the left
app-key-tab-right = Move the connection to the right
app-key-address = To the address
app-key-filter = Filter the list
app-key-hidden = Show hidden files
app-key-places = Places
app-key-local-places = Places of this computer
app-key-remote-places = Places of the server
app-key-tree = Folder tree
app-key-together = Synchronised browsing
app-key-swap-panes = Swap panes
app-key-reconnect = Connect again
app-key-disconnect = Disconnect
app-key-queue = Start or pause the queue
app-key-local = Local pane
app-key-remote = Remote pane
app-key-queue-selected = Pause or resume what is selected in the queue
app-key-queue-up = Move it up in the queue
app-key-queue-down = Move it down in the queue
app-key-queue-first = Move it to the top of the queue
app-key-queue-panel = Queue
app-key-log-panel = Connection log
app-key-sites = Site manager
app-key-facts = About this connection
app-key-keep = Save this connection as a site
app-key-test = Test this connection
app-sites = Saved sites
app-sites-none = No sites are saved yet. { $key } saves the connection of a tab.
app-key-shade = Light or dark
app-key-larger = Larger
app-key-smaller = Smaller
app-key-usual-size = Usual size
app-key-sheet = This sheet
app-key-escape = Cancel the innermost thing
