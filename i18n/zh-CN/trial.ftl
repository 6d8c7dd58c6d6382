# 逐步测试一个站点。
trial-title = 测试连接
trial-address = 地址
trial-connection = 连接
trial-greeting = 欢迎信息
trial-encryption = 加密
trial-certificate = 证书
trial-handshake = SSH 握手
trial-host-key = 主机密钥
trial-login = 登录
trial-folder = 文件夹
trial-addresses-more = { $named } 等另外 { $count } 个
trial-connected = 至 { $address }，端口 { $port }
trial-connected-through = 经由 { $host }
trial-connected-somehow = 已建立。
trial-certificate-verified = 本系统为其担保。
trial-certificate-pinned = 您已为此主机和端口接受它。
trial-host-key-known = 这是此主机已知的密钥。
trial-clear = 未加密：途中任何人都能读取您的密码和文件。
trial-logged-in = 用户 { $user }
trial-logged-in-by = 用户 { $user }，方式：{ $method }
trial-listed = { $count ->
    [0] 空
   *[other] { $count } 项
}
trial-listed-active = { $count ->
    [0] 空
   *[other] { $count } 项
}，主动模式
trial-listed-passive = { $count ->
    [0] 空
   *[other] { $count } 项
}，被动模式
trial-milliseconds = { $count } 毫秒
trial-seconds = { $count } 秒
trial-step-runs = …
trial-running = 正在进行。等待您回答的时间不计算在内。
trial-passed = 一切正常，用时 { $time }。连接已重新关闭。
trial-passed-clear = 一切正常，用时 { $time }，但没有任何加密。连接已重新关闭。
trial-failed = 在标出的步骤停止。除您同意的内容外，什么都没有保存。
trial-stopped = 已停止。
trial-stop = 停止
trial-again = 再次测试
trial-log = 显示日志
