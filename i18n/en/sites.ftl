# Saved sites.
sites-keychain-none = there is no keychain on this system, or it is not running
sites-keychain-locked = the keychain is locked and was not unlocked
sites-keychain-slow = the keychain did not answer in time; perhaps it waits to be unlocked
sites-keychain-failed = the keychain failed: { $cause }
sites-keychain-asked-for = The password for { $server } is asked for: { $cause }.
