# 只有人能回答的问题。
question-more = 还有 { $count } 个问题在等待
question-do-not-connect = 不连接
question-cancel = 取消
question-log-in = 登录
question-unlock = 解锁
question-show = 显示输入的内容
question-hide = 隐藏输入的内容
question-sha256 = SHA-256

question-certificate = 这真的是 { $server } 吗？
question-certificate-self = 证书是自签名的，只能说明服务器持有它，不能说明服务器是谁。家中和办公室的服务器常常如此。
question-certificate-issuer = 证书不是由本系统认识的机构签发的。
question-certificate-expired = 证书已过期。
question-certificate-early = 证书尚未生效。本机的时钟准确吗？
question-certificate-name = 证书属于别的主机。
question-certificate-revoked = 签发机构已吊销此证书：私钥可能已落入他人之手。
question-certificate-malformed = 证书的格式或签名无法检验。
question-certificate-compare = 请与服务器的主人核对证书指纹。接受后，今后此主机和端口只信任这一张证书。到目前为止没有发出任何内容。
question-certificate-yes = 信任此证书
question-certificate-for = 颁发给
question-certificate-names = 主机名
question-certificate-no-names = 无
question-certificate-by = 签发者
question-certificate-valid = 有效期
question-certificate-days = { $from } 至 { $to }

question-host-key = 这真的是 { $server } 吗？
question-host-key-new = 还不认识这台服务器。它出示了此密钥：
question-host-key-others = 已知此服务器的其他密钥，但不是这一个。请仔细核对：服务器不常更换密钥。
question-host-key-compare = 请与服务器的主人核对指纹。接受后，此密钥会为该主机和端口保存。到目前为止没有发出任何内容。
question-host-key-yes = 信任此密钥
question-host-key-kind = 类型
question-host-key-known = 已知

question-password = 密码
question-password-whose = “{ $user }”在 { $server } 上的密码：
question-password-keep = 保存到钥匙串
question-password-keychain = 服务器接受后由本系统的钥匙串保存，不写入任何文件。
question-password-kept = 保留到退出程序为止，绝不写入磁盘。
question-passphrase = 口令
question-passphrase-which = 密钥文件 { $file } 是加密的，连接 { $server } 需要它。
question-passphrase-wrong = 此口令打不开密钥文件。
question-prompts = 服务器有问题
question-prompts-who = 用户“{ $user }”，服务器 { $server }。以下是服务器的原话：
question-prompts-said = 只回答这台服务器可以知道的内容。

question-conflicts-there = 服务器上已有 { $count } 个同名文件
question-conflicts-here = 本机已有 { $count } 个同名文件
question-conflicts-job = { $job } · 其余文件继续传输
question-conflicts-legend = 较大或较新的以粗体显示。
question-conflicts-more = 另有 { $count } 个未列出，“全部”的选择对它们同样有效。
question-conflicts-for-all = 全部 { $count } 个
question-conflicts-for-selected = 选中的 { $count } 个
question-conflicts-select = 在上面选中若干行，可以单独决定。
question-conflicts-as-all = 与全部相同
question-conflicts-holds = 适用于
question-conflicts-these = 正在等待的
question-conflicts-the-job = 整个任务
question-conflicts-uploads = 退出前所有到 { $server } 的上传
question-conflicts-downloads = 退出前所有来自 { $server } 的下载
question-conflicts-later = 稍后
question-conflicts-apply = 应用
question-conflict-file = 文件
question-conflict-there = 现有的
question-conflict-coming = 将传来的
question-conflict-changed = 修改时间
question-conflict-then = 处理方式
question-conflict-unknown = 未知
question-conflict-folder = 目录
question-conflict-link = 符号链接
question-conflict-other = 不是文件
question-conflict-skip = 跳过
question-conflict-overwrite = 覆盖
question-conflict-if-newer = 仅当较新
question-conflict-if-size = 仅当大小不同
question-conflict-resume = 断点续传
question-conflict-rename = 两者都保留

question-stuck = { $count ->
    [1] 任务已停下
   *[other] 连续 { $count } 个文件失败
}
question-stuck-text = 这个原因不会自行消失，后面的文件也会遇到，所以任务已停下。
question-stuck-disk = 任务已停下，已传输的部分会保留。在您确认之前，不会再向该磁盘写入。
question-stuck-disk-again = 重试
question-stuck-go-on = 继续其余文件
question-stuck-again = 重试这些文件
question-stuck-stay = 保持暂停

question-room = 磁盘空间不够
question-room-text = { $folder } 还要接收 { $needed }，而磁盘只剩 { $free }，还差 { $missing }。已把所有写入此磁盘的任务一并计算。
question-room-hint = 正在传输的文件会继续。任务的其余部分会等待，直到您腾出空间，或选择照样继续。
question-room-go-on = 照样继续
question-room-stay = 保持暂停

question-many = 数量很多
question-many-text = 到目前为止有 { $count } 项，最后的在 { $folder } 中。这是您想要的吗？
question-many-yes = 继续
question-many-no = 停止
