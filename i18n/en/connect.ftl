# The connection fields of an empty tab.
connect-title = Connect to a server
connect-auto = Auto
connect-sftp = SFTP
connect-explicit = FTP with TLS
connect-implicit = FTPS
connect-plain = FTP, no TLS
connect-auto-means = The server’s first words tell what it speaks. FTP is encrypted before the login, or not connected.
connect-sftp-means = Over SSH; everything is encrypted.
connect-explicit-means = Encrypted before the login; a server that refuses that is not connected to.
connect-implicit-means = TLS from the first byte (implicit), usually on port 990.
connect-plain-means = Not encrypted: everyone on the way can read your password and your files.
connect-host = Host, port
connect-port-usual = usual
connect-host-hint = ftp.example.org, or a whole address
connect-user = User
connect-anonymous = anonymous
connect-password = Password
connect-password-hint = asked for when it is needed
connect-show = Show the password
connect-hide = Hide the password
connect-key = Key file
connect-key-unset = none
connect-key-choose = Choose…
connect-key-none = Use no key file
connect-connect = Connect
connect-demo = Try the demo server
connect-recent = Recent
connect-sites = Saved sites
connect-sites-more = { $count } more are in the list beside the tabs.
connect-fault-no-host = Name a host, or paste a whole address.
connect-fault-host = The host is neither a name nor an address.
connect-fault-port = The port is not a number from 1 to 65535.
connect-fault-user = Name a user.
connect-fault-line = A field holds a line break, which no server takes.
connect-fault-address = This address cannot be read. It looks like sftp://user@host:22/folder.

connect-mistake-no-scheme = A server is written as sftp://host/path, ftp://host/path, ftps://host/path or ftp+plain://host/path.
connect-mistake-scheme = Unknown protocol: there are sftp://, ftp://, ftps:// and ftp+plain://.
connect-mistake-no-site = Behind “site:” stands the name of a saved site, as in site:shop or site:shop/folder.
connect-mistake-unknown-site = There is no saved site of this name.
connect-mistake-several-sites = Several saved sites are called so: { $names }. The arrow down lists them.
connect-mistake-no-host = The host is missing.
connect-mistake-host = The host is neither a name nor an address. IPv6 is written as [::1].
connect-mistake-port = The port is not a number from 1 to 65535.
connect-mistake-no-user = There is an @ but no user before it.
connect-mistake-escape = A % in the { $part ->
    [user] user
    [password] password
   *[path] path
} is not followed by two hex digits. A % itself is written as %25.
connect-mistake-slash = There is a %2F in the path: no name can hold a slash.
connect-mistake-nul = There is a %00 in the { $part ->
    [user] user
    [password] password
   *[path] path
}: no server takes that.
connect-mistake-line-break = There is a line break in the { $part ->
    [user] user
    [password] password
   *[path] path
}: no server takes that.
connect-mistake-not-text = The { $part ->
    [user] user
    [password] password
   *[path] path
} is not UTF-8.
connect-mistake-settings = The settings of OpenSSH for this host cannot be used: { $cause }
