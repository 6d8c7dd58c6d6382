# The two panes: path, list, status line, menus. And how dates are said.

# Head
pane-tip = { $name } ({ $key })
pane-back = Back
pane-up = Folder above
pane-top = Top folder
pane-new-folder = New folder
pane-filter = Filter
pane-filter-hint = Names that contain…
pane-filter-count = { $count } of { $total }
pane-filter-close = Clear the filter
pane-show-hidden = Show hidden files
pane-hide-hidden = Hide hidden files
pane-refresh = Refresh
pane-more = More
pane-places = Places

# Menus
pane-upload = Upload
pane-download = Download
pane-add-to-queue = Add to queue
pane-across = Move to the other side…
pane-download-to = Download to…
pane-upload-files = Upload files…
pane-upload-folder = Upload folder…
pane-view = View a copy
pane-view-here = Open
pane-copy = Copy
pane-paste = Paste
pane-open = Open
pane-rename = Rename
pane-delete = Delete
pane-new-file = New file
pane-copy-path = Copy path
pane-copy-url = Copy URL
pane-permissions = Permissions…
pane-properties = Properties
pane-home = Home folder
pane-login-folder = Login folder
pane-edit-path = Edit path
pane-hidden-files = Hidden files
pane-tree = Folder tree
pane-folders-head = Folders
pane-columns = Columns…
pane-usual-columns = Usual columns
pane-swap = Swap panes
pane-names-wrong = Names look wrong?

# Places
pane-desktop = Desktop
pane-documents = Documents
pane-downloads = Downloads
pane-keep-folder = Add this folder
pane-forget-folder = Remove this folder

# Charsets of names
pane-names-offer = Names in GB18030? “{ $name }”
pane-names-take = Read as GB18030
pane-names-keep = Leave as they are

# Keys, as they are printed on a keyboard
pane-key-open = Enter

# Columns
pane-column-name = Name
pane-column-size = Size
pane-column-modified = Modified
pane-column-permissions = Permissions
pane-column-owner = Owner
pane-column-type = Type
pane-kind-folder = Folder
pane-kind-link = Link
pane-kind-file = File
pane-kind-other = Special
pane-bytes = { $count } bytes

# Why a name cannot be used
pane-blocked-empty = This name is empty: it cannot be used.
pane-blocked-dots = This name leads to another folder: it is not used.
pane-blocked-separator = This name contains a slash and could lead out of the folder: it is not used.
pane-blocked-nul = This name contains a NUL byte: no file system has such names.
pane-blocked-line-break = This name contains a line break: FTP cannot name this file.

# Typing a name
pane-name-hint = Name
pane-name-empty = Needs a name
pane-name-dots = Not a name
pane-name-slash = No “/” in names
pane-name-control = No control characters
pane-name-charset = The server’s charset cannot write this
pane-name-taken = Already here
pane-name-refused = Was refused

# Status line
pane-no-list = No list yet
pane-so-far = { $count } so far…
pane-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
pane-selected = { $count } of { $total } selected
pane-folders = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}
pane-size-and-folders = { $size } and { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
}
pane-blocked = { $count ->
    [one] { $count } name cannot be used
   *[other] { $count } names cannot be used
}
pane-free = { $size } free
pane-as-of = As of { $time }
pane-doubt = This list may be incomplete
pane-doubt-no-goodbye = The server ended the data connection without a proper end, so the last names may be missing.
pane-doubt-unknown-lines = Some lines of the server’s list could not be understood. The log shows them.
pane-upload-count = Upload { $count }
pane-download-count = Download { $count }
pane-ghost-upload = Upload { $count } to { $place }
pane-ghost-download = Download { $count } to { $place }
pane-ghost-move = Move { $count } to { $place }

# Bars below the list
pane-note-fetching = Fetching a copy of { $name } to look at…
pane-note-copy = You are looking at a read-only copy of { $name }. Changes to it do not reach the server.
pane-note-not-fetched = No copy of { $name } came. The queue says why.
pane-note-close = Close
pane-work-delete = Deleting… { $count } done
pane-work-trash = Moving to the trash… { $count } done
pane-work-permissions = Setting permissions… { $count } done
pane-work-move = Moving… { $count } done
pane-work-deleted = { $count } deleted
pane-work-trashed = { $count } moved to the trash
pane-work-permitted = Permissions of { $count } set
pane-work-moved = { $count } moved
pane-work-failed = { $done }, { $count } failed
pane-work-stopped = Stopped: { $done }
pane-work-cause = { $done }: { $path } – { $cause }
pane-work-stop = Stop
pane-work-show = Show them

# In place of rows
pane-loading = Reading the folder…
pane-empty = This folder is empty
pane-empty-local = Files that you download here appear in it.
pane-empty-remote = Drag files here, or select them in the other pane and press Upload.
pane-nothing-matches = No name contains “{ $text }”
pane-only-hidden = { $count ->
    [one] Only a hidden file is in this folder
   *[other] Only { $count } hidden files are in this folder
}

# Dates
pane-date-today = Today { $time }
pane-date-yesterday = Yesterday { $time }
pane-date-this-year = { $day } { $month } { $time }
pane-date-other-year = { $day } { $month } { $year }
pane-time-from-utc = { $time }, told by the server in UTC
pane-time-from-server = { $time } by the server’s clock; it does not tell its time zone
pane-time-inferred = { $time }, worked out from the server’s clock
pane-month-january = Jan
pane-month-february = Feb
pane-month-march = Mar
pane-month-april = Apr
pane-month-may = May
pane-month-june = Jun
pane-month-july = Jul
pane-month-august = Aug
pane-month-september = Sep
pane-month-october = Oct
pane-month-november = Nov
pane-month-december = Dec
