"""A mail server on the loopback address that keeps what it takes: enough of RFC 5321 for `smtplib`, nothing mocked."""

import socketserver
import ssl
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 mail.test ready")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if getattr(self, word.lower(), self.unknown)(rest) is False:
                return

    def finish(self):
        super().finish()
        self.request.close()

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def unknown(self, _):
        self.say("502 not known")

    def ehlo(self, _):
        self.say("250-mail.test")
        self.say("250-STARTTLS" if self.server.certificate else "250-8BITMIME")
        self.say("250 AUTH PLAIN")

    def starttls(self, _):
        self.say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.certificate)
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except ssl.SSLError:
            return False
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        return None

    def auth(self, rest):
        self.server.signed_in.append(rest)
        self.say("235 welcome")

    def mail(self, _):
        self.say("250 ok")

    def rcpt(self, rest):
        refused = any(name in rest for name in self.server.refused)
        self.server.recipients.append(rest)
        self.say("550 no such mailbox" if refused else "250 ok")

    def data(self, _):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=default))
        self.say("250 taken")

    def rset(self, _):
        self.say("250 ok")

    def quit(self, _):
        self.say("221 bye")
        return False


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


@contextmanager
def mail_server_for_tests(refused=(), certificate=None):
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.taken, server.recipients, server.signed_in = [], [], []
        server.refused, server.certificate = refused, certificate
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.port = server.server_address[1]
        yield server
        server.shutdown()
