# The queue.
queue-tab-queue = Queue
queue-tab-failed = Failed
queue-tab-done = Done
queue-column-file = File
queue-column-to = To
queue-column-size = Size
queue-column-progress = Progress
queue-column-speed = Speed
queue-column-left = Left
queue-column-cause = Cause
queue-column-reply = Reply
queue-column-tries = Tries
queue-column-checked = Checked
queue-column-took = Took

queue-job-upload = { $source } → { $server }
queue-job-download = { $source } ← { $server }
queue-job-move-upload = Move { $source } → { $server }
queue-job-move-download = Move { $source } ← { $server }
queue-job-paused = { $job } · paused
queue-job-priority = { $job } · priority { $priority }
queue-sources = { $first } and { $more } more
queue-done-of = { $done } of { $files }
queue-done-so-far = { $done } of { $files } so far
queue-done = { $count } done
queue-failed = { $count } failed
queue-left-alone = { $count ->
    [one] { $count } left alone because it exists
   *[other] { $count } left alone because they exist
}
queue-skipped = { $count } skipped
queue-stayed = { $count } still at the source
queue-blocked = { $count } with a name that cannot be used
queue-asking = { $count ->
    [one] { $count } needs an answer
   *[other] { $count } need an answer
}
queue-ended-jobs = { $count } jobs
queue-comma = {", "}
queue-waiting = { $count ->
    [one] { $count } file waiting
   *[other] { $count } files waiting
}
queue-waiting-more = { $count ->
    [one] { $count } more file waiting
   *[other] { $count } more files waiting
}
queue-waiting-asking = { $count ->
    [one] { $count } file waits for your answer
   *[other] { $count } files wait for your answer
}
queue-waiting-some-asking = { $count } waiting, { $asking } for your answer
queue-row-paused = paused
queue-row-asking = needs an answer
queue-row-retrying = will be tried again
queue-group = { $count } × { $cause }
queue-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}

queue-checked-sha512 = SHA-512
queue-checked-sha256 = SHA-256
queue-checked-sha1 = SHA-1
queue-checked-md5 = MD5
queue-checked-crc32 = CRC-32
queue-checked-size = size
queue-checked-not = not checked
queue-checked-also = { $by } · { $mark }
queue-mark-stays = source stays
queue-mark-old-stays = old file left
queue-mark-in-place = in place
queue-mark-renamed = renamed
queue-mark-changed = source changed
queue-mark-anew = begun anew
queue-mark-resumed = resumed
queue-mark-no-size = no size
queue-mark-no-goodbye = no goodbye
queue-skip-wish = left alone: it exists
queue-skip-default = left alone: it exists
queue-skip-not-a-file = skipped: no ordinary file
queue-skip-link = skipped: a link
queue-remark-no-hash = The server makes no checksum, so only the size was compared.
queue-remark-no-size = The server does not tell the size, so nothing was compared.
queue-remark-time = The time of last change could not be set there.
queue-remark-time-reply = The time of last change was not set: { $reply }
queue-remark-in-place = Written under its final name at once: the server refused a temporary name or the renaming.
queue-remark-overwritten-in-place = Written into the file that was there: it is a link, has further names, or belongs to somebody else.
queue-remark-resumed = Resumed at { $at }, after the end of what was there had been compared.
queue-remark-anew = Moved from its first byte: { $why }
queue-anew-source-changed = the source has changed since the part was begun.
queue-anew-unknown = size or time of the source are not known, so nothing proves that it is the same.
queue-anew-differs = the end of what was there is not what the source has at that place.
queue-anew-gone = what was begun is not there any more.
queue-anew-too-long = what was there is longer than the source.
queue-anew-no-offsets = the server does not begin in the middle of a file.
queue-anew-not-right = the resumed file did not come out right.
queue-remark-stays = Still at its source: { $why }
queue-stays-link = it is a link, and what it points to was copied.
queue-stays-changed = it is not what was transferred any more.
queue-stays-unverified = the copy could not be checked.
queue-stays-unknown = its size or time is not known, so nothing tells whether it is still the same.
queue-stays-target-differs = what is at the target now is not what was put there.
queue-stays-same-file = it may be the very file that was replaced.
queue-remark-old-stays = The file that it replaces could not be removed, and stands beside it under a hidden name that ends in .part.old.
queue-remark-old-stays-reply = The file that it replaces could not be removed, and stands beside it under a hidden name that ends in .part.old: { $reply }
queue-remark-no-goodbye = The data ended without a proper goodbye; accepted, because the size is right.
queue-remark-renamed = Got another name, because the target exists.
queue-remark-interrupted = Interrupted on the way, and gone on by itself: { $why }.
queue-remark-attempts = Took { $count } attempts.

queue-seconds = { $count } s
queue-minutes = { $count } min
queue-hours = { $hours } h { $minutes } min
queue-days = { $count } d
queue-time-left = · { $time } left

queue-start = Start
queue-pause = Pause
queue-needs-answers = Needs an answer: { $count }
queue-held = Paused: nothing is being transferred
queue-held-but = Paused, except for what you started by itself
queue-stopped = Stopped: { $cause }
queue-stopped-answer = What to do…
queue-restored = Back from last time: nothing is transferred until you start it
queue-elsewhere = Another Packetboat works on what was left from last time. What you start here runs here.
queue-elsewhere-process = Another Packetboat (process { $process }) works on what was left from last time. What you start here runs here.
queue-others = In another Packetboat
queue-others-process = In another Packetboat, process { $process }
queue-others-left = Left in the queue by a Packetboat that has ended
queue-others-take = Take over
queue-start-selected = Start selected only
queue-start-waiting = Start { $count } waiting
queue-failed-hint = Double click on a file shows its lines in the log.
queue-failed-selected-hint = What is selected can be tried again.
queue-retry-selected = Try selected again
queue-retry-all = Try all again
queue-tune = Speed limit and connections
queue-tune-limited = Limited to { $limit }
queue-tune-close = Close
queue-limit = Speed limit
queue-limit-unit = KB/s
queue-limit-set = Set
queue-no-limit = no limit
queue-connections = Connections per site

queue-empty = Nothing is waiting
queue-empty-hint = Drag files from one pane to the other, or select them and press Enter.
queue-empty-failed = Nothing failed
queue-empty-failed-hint = Files that could not be transferred stand here, with the reason.
queue-empty-done = Nothing is done yet
queue-empty-done-hint = Transferred files stand here, with how they were checked.

queue-menu-pause = Pause
queue-menu-answer = Answer…
queue-menu-start = Start only this
queue-menu-first = Move to the top
queue-menu-resume = Resume
queue-menu-cancel = Cancel
queue-menu-retry = Try again
queue-menu-retry-all = Try all again
queue-menu-remove = Remove from the list
queue-menu-remove-done = Remove all that is done
queue-menu-higher = Higher priority
queue-menu-lower = Lower priority
queue-menu-up = Move up
queue-menu-down = Move down
queue-menu-copy-error = Copy the error
queue-menu-account = Save report…
queue-account-title = Save the report
queue-account-saved = The report is saved.
queue-menu-log = Show in the log
queue-drag-jobs = { $count } jobs
