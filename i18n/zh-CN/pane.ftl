# 两个窗格：路径、列表、状态栏、菜单，以及日期的写法。

# 标题栏
pane-tip = { $name }（{ $key }）
pane-back = 后退
pane-up = 上级文件夹
pane-top = 最上级文件夹
pane-new-folder = 新建文件夹
pane-filter = 筛选
pane-filter-hint = 名称包含…
pane-filter-count = { $count } / { $total }
pane-filter-close = 清除筛选
pane-show-hidden = 显示隐藏文件
pane-hide-hidden = 不显示隐藏文件
pane-refresh = 刷新
pane-more = 更多
pane-places = 位置

# 菜单
pane-upload = 上传
pane-download = 下载
pane-add-to-queue = 加入队列
pane-open = 打开
pane-rename = 重命名
pane-delete = 删除
pane-new-file = 新建文件
pane-copy-path = 复制路径
pane-copy-url = 复制 URL
pane-permissions = 权限…
pane-properties = 属性
pane-home = 主文件夹
pane-login-folder = 登录文件夹
pane-edit-path = 编辑路径
pane-hidden-files = 隐藏文件
pane-tree = 文件夹树
pane-folders-head = 文件夹
pane-columns = 列…
pane-usual-columns = 恢复默认列
pane-swap = 交换窗格
pane-names-wrong = 文件名显示乱码？

# 位置
pane-desktop = 桌面
pane-documents = 文档
pane-downloads = 下载
pane-keep-folder = 添加此文件夹
pane-forget-folder = 移除此文件夹

# 名称的字符集
pane-names-offer = 名称可能是 GB18030：“{ $name }”
pane-names-take = 按 GB18030 显示
pane-names-keep = 保持原样

# 按键，与键盘上的标记一致
pane-key-back = Alt+←
pane-key-up = Backspace
pane-key-filter = Ctrl+F
pane-key-hidden = Ctrl+H
pane-key-refresh = F5
pane-key-transfer = Ctrl+Enter
pane-key-open = Enter
pane-key-rename = F2
pane-key-delete = Del
pane-key-escape = Esc
pane-key-places-local = Alt+F1
pane-key-places-remote = Alt+F2
pane-key-tree = Ctrl+E
pane-key-swap = Ctrl+U

# 列
pane-column-name = 名称
pane-column-size = 大小
pane-column-modified = 修改时间
pane-column-permissions = 权限
pane-column-owner = 所有者
pane-column-type = 类型
pane-kind-folder = 文件夹
pane-kind-link = 链接
pane-kind-file = 文件
pane-kind-other = 特殊文件
pane-bytes = { $count } 字节

# 名称不能使用的原因
pane-blocked-empty = 名称为空，无法使用。
pane-blocked-dots = 此名称指向另一个文件夹，不予使用。
pane-blocked-separator = 名称中含有斜杠，可能指向文件夹之外，不予使用。
pane-blocked-nul = 名称中含有 NUL 字节，任何文件系统都没有这样的名称。
pane-blocked-line-break = 名称中含有换行符，FTP 无法表示此文件。

# 输入名称
pane-name-hint = 名称
pane-name-empty = 请输入名称
pane-name-dots = 不是有效名称
pane-name-slash = 名称不能含“/”
pane-name-control = 不能含控制字符
pane-name-charset = 服务器的字符集中没有这样的字符
pane-name-taken = 已存在
pane-name-refused = 被拒绝

# 状态栏
pane-no-list = 尚无列表
pane-so-far = 已读取 { $count } 项…
pane-items = { $count } 项
pane-selected = 已选择 { $count } / { $total } 项
pane-folders = { $folders } 个文件夹
pane-size-and-folders = { $size } 和 { $folders } 个文件夹
pane-blocked = { $count } 个名称无法使用
pane-free = 可用 { $size }
pane-as-of = 截至 { $time }
pane-doubt = 此列表可能不完整
pane-doubt-no-goodbye = 服务器没有正常结束数据连接，末尾的名称可能缺失。
pane-doubt-unknown-lines = 服务器列表中有几行无法识别，可在日志中查看。
pane-upload-count = 上传 { $count } 项
pane-download-count = 下载 { $count } 项
pane-ghost-upload = 上传 { $count } 项到 { $place }
pane-ghost-download = 下载 { $count } 项到 { $place }
pane-ghost-move = 移动 { $count } 项到 { $place }

# 没有行时
pane-loading = 正在读取文件夹…
pane-empty = 此文件夹为空
pane-empty-local = 下载到这里的文件会显示在此处。
pane-empty-remote = 将文件拖到这里，或在另一个窗格中选择文件后点击“上传”。
pane-nothing-matches = 没有名称包含“{ $text }”
pane-only-hidden = 此文件夹中只有 { $count } 个隐藏文件

# 日期
pane-date-today = 今天 { $time }
pane-date-yesterday = 昨天 { $time }
pane-date-this-year = { $month }{ $day }日 { $time }
pane-date-other-year = { $year }年{ $month }{ $day }日
pane-time-from-utc = { $time }，服务器以 UTC 给出
pane-time-from-server = { $time }，按服务器的时钟；服务器没有给出时区
pane-time-inferred = { $time }，由服务器的时钟推算
pane-month-january = 1月
pane-month-february = 2月
pane-month-march = 3月
pane-month-april = 4月
pane-month-may = 5月
pane-month-june = 6月
pane-month-july = 7月
pane-month-august = 8月
pane-month-september = 9月
pane-month-october = 10月
pane-month-november = 11月
pane-month-december = 12月
