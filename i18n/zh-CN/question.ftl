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
question-password-kept = 保留到退出程序为止，绝不写入磁盘。
question-passphrase = 口令
question-passphrase-which = 密钥文件 { $file } 是加密的，连接 { $server } 需要它。
question-passphrase-wrong = 此口令打不开密钥文件。
question-prompts = 服务器有问题
question-prompts-who = 用户“{ $user }”，服务器 { $server }。以下是服务器的原话：
question-prompts-said = 只回答这台服务器可以知道的内容。

question-conflict = 目标已存在
question-conflict-there = 现有的
question-conflict-coming = 将传来的
question-conflict-newer = 较新
question-conflict-larger = 较大
question-conflict-unknown = 未知
question-conflict-folder = 目录
question-conflict-link = 符号链接
question-conflict-other = 不是文件
question-conflict-all = 同类的都这样处理
question-conflict-all-waiting = 同类的都这样处理（还有 { $count } 个在等待）
question-conflict-skip = 跳过
question-conflict-overwrite = 覆盖
question-conflict-if-newer = 仅当较新
question-conflict-if-size = 仅当大小不同
question-conflict-rename = 两者都保留

question-many = 数量很多
question-many-text = 到目前为止有 { $count } 项，最后的在 { $folder } 中。这是您想要的吗？
question-many-yes = 继续
question-many-no = 停止
