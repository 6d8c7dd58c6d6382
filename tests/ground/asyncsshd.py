# asyncsshd.py HOST PORT HOME USER PASSWORD AUTHORIZED --host-key FILE... [options]
import argparse
import asyncio
import logging

import asyncssh

parser = argparse.ArgumentParser()
for name in ("host", "port", "home", "user", "password", "authorized"):
    parser.add_argument(name)
parser.add_argument("--host-key", action="append")
parser.add_argument("--sessions", type=int, default=1000)
# The most bytes that one READ gets.
parser.add_argument("--short-reads", type=int, default=1 << 30)
# Two prompts: the password and this code, which is good for one login.
parser.add_argument("--one-time-code")
# Once so many bytes were read or written, nothing happens for --stall-seconds, once.
parser.add_argument("--stall-after", type=int)
parser.add_argument("--stall-seconds", type=float, default=10)
options = parser.parse_args()

logged_in = 0
codes = {options.one_time_code}
moved = 0


class Login(asyncssh.SSHServer):
    inside = False

    def connection_made(self, conn):
        self.conn = conn

    def connection_lost(self, exc):
        global logged_in
        if self.inside:
            logged_in -= 1

    def begin_auth(self, username):
        if logged_in >= options.sessions:
            raise asyncssh.DisconnectError(asyncssh.DISC_TOO_MANY_CONNECTIONS, "Too many logins")
        return True

    def auth_completed(self):
        global logged_in
        self.inside = True
        logged_in += 1

    def public_key_auth_supported(self):
        return options.one_time_code is None

    def password_auth_supported(self):
        return options.one_time_code is None

    def validate_password(self, username, password):
        return (username, password) == (options.user, options.password)

    def kbdint_auth_supported(self):
        return True

    def get_kbdint_challenge(self, username, lang, submethods):
        prompts = [("Password: ", False)]
        if options.one_time_code:
            prompts.append(("One-time code: ", True))
        return "", "", "", prompts

    def validate_kbdint_response(self, username, responses):
        if options.one_time_code:
            password, code = responses
            if code not in codes or not self.validate_password(username, password):
                return False
            codes.discard(code)
            return True
        return self.validate_password(username, responses[0])


class Files(asyncssh.SFTPServer):
    def __init__(self, chan):
        super().__init__(chan, chroot=options.home.encode())

    async def pass_time(self, count):
        global moved
        before, moved = moved, moved + count
        if options.stall_after is not None and before < options.stall_after <= moved:
            await asyncio.sleep(options.stall_seconds)

    async def read(self, file_obj, offset, size):
        data = super().read(file_obj, offset, min(size, options.short_reads))
        await self.pass_time(len(data))
        return data

    async def write(self, file_obj, offset, data):
        await self.pass_time(len(data))
        return super().write(file_obj, offset, data)


async def serve():
    await asyncssh.create_server(
        Login,
        options.host,
        int(options.port),
        server_host_keys=options.host_key,
        authorized_client_keys=options.authorized,
        sftp_factory=Files,
        login_timeout=120,
    )


logging.basicConfig(level=logging.DEBUG)
asyncssh.set_log_level(logging.DEBUG)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(serve())
loop.run_forever()
