# Trying a site out, step by step.
trial-title = Test the connection
trial-address = Address
trial-connection = Connection
trial-greeting = Greeting
trial-encryption = Encryption
trial-certificate = Certificate
trial-handshake = SSH handshake
trial-host-key = Host key
trial-login = Login
trial-folder = Folder
trial-addresses-more = { $named } and { $count } more
trial-connected = to { $address }, port { $port }
trial-connected-through = through { $host }
trial-connected-somehow = It stands.
trial-certificate-verified = This system vouches for it.
trial-certificate-pinned = You accepted it for this host and port.
trial-host-key-known = It is the key that is known for this host.
trial-clear = Not encrypted: everyone on the way can read your password and your files.
trial-logged-in = as { $user }
trial-logged-in-by = as { $user }, by { $method }
trial-listed = { $count ->
    [0] empty
    [one] { $count } entry
   *[other] { $count } entries
}
trial-listed-active = { $count ->
    [0] empty
    [one] { $count } entry
   *[other] { $count } entries
}, active mode
trial-listed-passive = { $count ->
    [0] empty
    [one] { $count } entry
   *[other] { $count } entries
}, passive mode
trial-milliseconds = { $count } ms
trial-seconds = { $count } s
trial-step-runs = …
trial-running = Under way. The time in which you are asked something is not counted.
trial-passed = Everything works, in { $time }. The connection is closed again.
trial-passed-clear = Everything works, in { $time }, but nothing is encrypted. The connection is closed again.
trial-failed = It stopped at the step that is marked. Nothing was kept but what you agreed to.
trial-stopped = Stopped.
trial-stop = Stop
trial-again = Test again
trial-log = Show the log
