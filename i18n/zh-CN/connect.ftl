# 空标签页的连接表单。
connect-title = 连接服务器
connect-auto = 自动
connect-sftp = SFTP
connect-explicit = FTP + TLS
connect-implicit = FTPS
connect-plain = FTP 明文
connect-auto-means = 根据服务器的第一句话判断协议。FTP 在登录前加密，否则不连接。
connect-sftp-means = 通过 SSH，全部加密。
connect-explicit-means = 显式 TLS：登录之前先加密；拒绝加密的服务器不会连接。
connect-implicit-means = 隐式 TLS：从第一个字节起加密，通常用 990 端口。
connect-plain-means = 不加密：途中的每一方都能读取您的密码和文件。
connect-host = 主机、端口
connect-port-usual = 默认
connect-host-hint = ftp.example.org，或完整地址
connect-user = 用户
connect-anonymous = anonymous
connect-password = 密码
connect-password-hint = 需要时会询问
connect-show = 显示密码
connect-hide = 隐藏密码
connect-key = 密钥文件
connect-key-unset = 无
connect-key-choose = 选择…
connect-key-none = 不使用密钥文件
connect-connect = 连接
connect-demo = 试用演示服务器
connect-recent = 最近使用
connect-sites = 已保存的站点
connect-sites-more = 另外 { $count } 个在标签旁的列表中。
connect-fault-no-host = 请填写主机，或粘贴完整地址。
connect-fault-host = 主机既不是名称也不是地址。
connect-fault-port = 端口不是 1 到 65535 之间的数字。
connect-fault-user = 请填写用户。
connect-fault-line = 字段中有换行符，服务器不会接受。
connect-fault-address = 无法识别此地址。格式如 sftp://user@host:22/folder。

connect-mistake-no-scheme = 服务器写作 sftp://主机/路径、ftp://主机/路径、ftps://主机/路径 或 ftp+plain://主机/路径。
connect-mistake-scheme = 未知协议：可用 sftp://、ftp://、ftps:// 和 ftp+plain://。
connect-mistake-no-site = “site:”之后是已保存站点的名称，例如 site:shop 或 site:shop/文件夹。
connect-mistake-unknown-site = 没有此名称的已保存站点。
connect-mistake-several-sites = 有多个已保存站点叫此名称：{ $names }。按向下键可列出它们。
connect-mistake-no-host = 缺少主机。
connect-mistake-host = 主机既不是名称也不是地址。IPv6 写作 [::1]。
connect-mistake-port = 端口不是 1 到 65535 之间的数字。
connect-mistake-no-user = @ 之前没有用户。
connect-mistake-escape = { $part ->
    [user] 用户
    [password] 密码
   *[path] 路径
}中的 % 后面没有两位十六进制数字。% 本身写作 %25。
connect-mistake-slash = 路径中有 %2F：名称里不能有斜杠。
connect-mistake-nul = { $part ->
    [user] 用户
    [password] 密码
   *[path] 路径
}中有 %00：服务器不会接受。
connect-mistake-line-break = { $part ->
    [user] 用户
    [password] 密码
   *[path] 路径
}中有换行符：服务器不会接受。
connect-mistake-not-text = { $part ->
    [user] 用户
    [password] 密码
   *[path] 路径
}不是 UTF-8。
connect-mistake-settings = 无法使用此主机的 OpenSSH 设置：{ $cause }
