# Saved sites.
sites-keychain-none = 此系统没有密钥环，或者它没有运行
sites-keychain-locked = 密钥环已锁定，没有被解锁
sites-keychain-slow = 密钥环没有及时回应，它可能在等待解锁
sites-keychain-failed = 密钥环出错：{ $cause }
sites-keychain-asked-for = 需要输入 { $server } 的密码：{ $cause }。
