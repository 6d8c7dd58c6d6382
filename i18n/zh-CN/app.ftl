# 窗口：标签页、地址栏和窗口自己的对话框。

app-new-tab = 新建连接
app-new-connection = 新建连接
app-close-tab = 关闭连接
app-all-tabs = 全部标签页
app-tab-connected = 已连接
app-tab-connecting = 正在连接…
app-tab-asleep = 服务器已断开；下一次操作会重新连接
app-tab-trouble = 上一次操作失败
app-tab-failed = 无法连接
app-local = 本地
app-remote = 远程
app-log = 日志
app-files = 文件
app-shortcuts = 键盘快捷键
app-other-language = English
app-other-shade = 浅色或深色
app-address-hint = user@host、sftp://host/目录 或服务器名称
app-connect = 连接
app-not-connected = 未连接
app-disconnect = 断开连接

app-protocol-auto = 自动识别
app-protocol-explicit = FTP（显式 TLS）
app-protocol-implicit = FTPS（隐式 TLS）
app-protocol-plain = FTP，不加密
app-protocol-sftp = SFTP

app-mode-auto = 自动
app-mode-auto-passive = 自动 · 被动
app-mode-auto-active = 自动 · 主动
app-mode-passive = 被动
app-mode-active = 主动
app-mode-auto-explained = 先用被动模式；如果只有数据连接失败，再试主动模式，并为这台服务器记住可用的方式。
app-mode-passive-explained = 由本机连接服务器指定的端口来建立数据连接，服务器一侧的防火墙必须放行。
app-mode-active-explained = 由服务器连接本机的端口来建立数据连接，本机一侧的防火墙和路由器必须放行。

app-chip-ssh = SSH · 全部加密
app-chip-control = 控制连接 { $version }
app-chip-both = 控制 + 数据 · { $version }
app-chip-no-data = 没有数据连接
app-chip-clear = 未加密

app-drag-connect-first = 请先连接

app-connections-lowered = { $server } 不允许更多连接，继续使用 { $count } 个连接。
app-logs-in-once = { $server } 的登录无法自动重复，所有操作都使用同一个连接。
app-pick-key = 选择私钥
app-save-log = 保存连接日志
app-demo-failed = 演示服务器未能启动：{ $cause }
app-demo-absent = 这个版本不含演示服务器。

app-cancel = 取消
app-close = 关闭
app-and-more = … 还有 { $count } 项
app-bytes = { $count } 字节
app-link-target = 指向

app-trash-title = 将这 { $count } 项移到回收站？
app-trash-explained = 文件夹会连同其中的全部内容一起移走，可以从回收站恢复。
app-trash = 移到回收站
app-delete-title = 永久删除这 { $count } 项？
app-delete-explained = 文件夹会连同其中的全部内容一起删除，无法撤销。链接只会被删除，不会被跟随。
app-delete = 删除
app-move-title = 将这 { $count } 项移动到 { $folder }？
app-move = 移动

app-permissions-title = { $count } 项的权限
app-permissions-owner = 所有者
app-permissions-group = 组
app-permissions-others = 其他人
app-permissions-read = 读取
app-permissions-write = 写入
app-permissions-execute = 执行
app-permissions-octal = 数字形式
app-permissions-recursive = 包括文件夹中的全部内容
app-permissions-set = 设置

app-parting-title = 与 { $server } 的传输正在进行
app-parting-explained = 没有这个标签页也可以继续传输，或者暂停，等您再次开始。
app-parting-stay = 留下
app-parting-pause = 暂停传输
app-parting-keep = 继续传输

app-quit-title = 传输正在进行
app-quit-explained = 现在退出会停止传输。没有完整到达的内容会被移除，不会以最终名称出现。
app-quit = 停止并退出

app-key-refresh = 重新读取文件夹
app-key-rename = 重命名
app-key-delete = 删除
app-key-delete-for-good = 不经回收站删除
app-key-up = 上级文件夹
app-key-transfer = 传输所选内容
app-key-other-pane = 切换到另一侧
app-key-new-tab = 新建连接
app-key-close-tab = 关闭连接
app-key-address = 转到地址栏
app-key-filter = 筛选列表
app-key-hidden = 显示隐藏文件
app-key-reconnect = 重新连接
app-key-disconnect = 断开连接
app-key-queue = 开始或暂停队列
app-key-local = 本地
app-key-remote = 远程
app-key-queue-panel = 队列
app-key-log-panel = 连接日志
app-key-facts = 关于此连接
app-key-shade = 浅色或深色
app-key-larger = 放大
app-key-smaller = 缩小
app-key-usual-size = 原始大小
app-key-sheet = 本列表
app-key-escape = 取消最内层的操作
