# 窗口框架，以及多个界面共用的文字。
app-count-files = { $count } 个文件
app-quoted = “{ $text }”
