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
pane-across = 移动到另一侧…
pane-download-to = 下载到…
pane-upload-files = 上传文件…
pane-upload-folder = 上传文件夹…
pane-view = 查看副本
pane-view-here = 打开
pane-copy = 复制
pane-paste = 粘贴
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
pane-key-open = Enter

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

# 列表下方的提示条
pane-note-fetching = 正在获取 { $name } 的副本以供查看…
pane-note-copy = 您正在查看 { $name } 的只读副本，对它的更改不会传到服务器。
pane-note-not-fetched = 未能获取 { $name } 的副本，原因见队列。
pane-note-close = 关闭
pane-work-delete = 正在删除… 已完成 { $count } 项
pane-work-trash = 正在移到回收站… 已完成 { $count } 项
pane-work-permissions = 正在设置权限… 已完成 { $count } 项
pane-work-move = 正在移动… 已完成 { $count } 项
pane-work-deleted = 已删除 { $count } 项
pane-work-trashed = 已将 { $count } 项移到回收站
pane-work-permitted = 已设置 { $count } 项的权限
pane-work-moved = 已移动 { $count } 项
pane-work-failed = { $done }，{ $count } 项失败
pane-work-stopped = 已停止：{ $done }
pane-work-cause = { $done }：{ $path } – { $cause }
pane-work-stop = 停止
pane-work-show = 查看失败项

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
