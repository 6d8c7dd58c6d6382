# The frame of the window, and what several screens say.
app-count-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
app-quoted = “{ $text }”
