# The connection log.
log-title = Connection log
log-filter = Filter
log-copy = Copy
log-save = Save to a file
log-clear = Clear
log-follow = Go to the end and follow
log-stay = Stop following
log-filter-words = Lines with…
log-all-connections = All connections
log-browsing = B · browsing
log-transfer = { $number } · transfers
log-kind-sent = Sent
log-kind-received = Received
log-kind-notes = Notes
log-only-errors = Errors
log-everywhere = All servers
log-left-out = { $count ->
    [one] { $count } line was left out
   *[other] { $count } lines were left out
}
log-nothing-passes = No line passes the filter
log-nothing-passes-hint = Close the filter to see all lines again.
log-empty-tab = Nothing was said to this server yet
log-empty-tab-hint = The filter can show the lines of all servers.
log-empty = Nothing was said yet
log-empty-hint = What is sent and received stands here as soon as you connect.
log-command = Custom command, such as SITE HELP
