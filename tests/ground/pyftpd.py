# pyftpd.py MODE HOST PORT HOME CERTIFICATE USER PASSWORD SESSIONS
import logging
import sys

from OpenSSL import SSL
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

mode, host, port, home, certificate, user, password, sessions = sys.argv[1:]
authorizer = DummyAuthorizer()
authorizer.add_user(user, password, home, perm="elradfmwMT")


class Implicit(TLS_FTPHandler):
    def handle(self):
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self):
        self._prot = True
        super().handle()


if mode == "plain":
    handler = FTPHandler
else:
    handler = Implicit if mode == "implicit" else TLS_FTPHandler
    handler.certfile = certificate
    handler.tls_control_required = handler.tls_data_required = True
    context = handler.get_ssl_context()
    if mode == "explicit12":
        context.set_max_proto_version(SSL.TLS1_2_VERSION)
    if mode == "explicit13":
        context.set_min_proto_version(SSL.TLS1_3_VERSION)
    handler.ssl_context = context

handler.authorizer = authorizer
handler.passive_ports = range(49000, 50000)
handler.auth_failed_timeout = 0
# Names are bytes; without this the server replaces those that are not UTF-8.
handler.unicode_errors = "surrogateescape"
logging.basicConfig(level=logging.INFO)
server = ThreadedFTPServer((host, int(port)), handler)
server.max_cons = server.max_cons_per_ip = int(sessions)
server.serve_forever()
