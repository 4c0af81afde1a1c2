"""Dovecot and Postfix on loopback, with folders of their own, where they are installed."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from tests.mail.servers import Account, Process, answers, free_port, until

DOVECOT, POSTFIX = "/usr/sbin/dovecot", "/usr/sbin/postfix"


def installed(*programs: str) -> bool:
    return all(Path(program).exists() or shutil.which(program) for program in programs)


_DOVECOT = """
base_dir = {dir}/run
state_dir = {dir}/state
protocols = imap
listen = 127.0.0.1
log_path = {dir}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{dir}/mail/%u
mail_max_userip_connections = 100
default_vsz_limit = 0
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={dir}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox "Sent Items" {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """Dovecot without privileges: any user name, password ``secret``; a new name is a new, empty account."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)
        self.folder, self.port = folder, free_port()
        user = "nobody" if os.getuid() == 0 else str(os.getuid())
        entry = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self.uid, self.gid = entry.pw_uid, entry.pw_gid
        user, group = entry.pw_name, grp.getgrgid(entry.pw_gid).gr_name
        for name in ("", "run", "state", "mail"):
            path = folder / name
            path.mkdir(exist_ok=True)
            if os.getuid() == 0:
                os.chown(path, self.uid, self.gid)
        config = folder / "dovecot.conf"
        config.write_text(_DOVECOT.format(dir=folder, port=self.port, user=user, group=group))
        options = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.getuid() == 0 else {}
        self.server = Process([DOVECOT, "-F", "-c", str(config)], self.port, **options)

    def account(self, user: str) -> Account:
        home = self.folder / "mail" / user
        if not home.exists():
            home.mkdir()
            if os.getuid() == 0:
                os.chown(home, self.uid, self.gid)
        return Account(self.port, user, "secret", home)

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else "dovecot wrote no log"

    def restart(self) -> None:
        self.server.stop()
        self.server.start()

    def close(self) -> None:
        self.server.stop()


_MAIN = """
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
inet_interfaces = 127.0.0.1
mynetworks = 127.0.0.0/8
mydestination =
myhostname = mail.example.org
default_transport = smtp:[127.0.0.1]:{relay}
disable_dns_lookups = yes
smtp_host_lookup = native
maillog_file = {dir}/mail.log
maillog_file_prefixes = {dir}, /var
alias_maps =
alias_database =
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_client_connection_rate_limit = 0
minimal_backoff_time = 10s
"""


class Postfix:
    """Postfix on loopback, relaying everything to one port; it must be started by root."""

    def __init__(self, folder: Path, relay: int) -> None:
        self.folder, self.port = folder, free_port()
        folder.chmod(0o755)
        config = folder / "config"
        config.mkdir()
        for name in ("queue", "data"):
            (folder / name).mkdir()
        postfix = pwd.getpwnam("postfix")
        os.chown(folder / "data", postfix.pw_uid, postfix.pw_gid)
        (config / "main.cf").write_text(_MAIN.format(dir=folder, relay=relay))
        lines = []
        source = Path("/etc/postfix/master.cf.proto")
        source = source if source.exists() else Path("/usr/share/postfix/master.cf.dist")
        for line in source.read_text().splitlines():
            parts = line.split()
            if line[:1] not in ("#", " ", "\t", "") and len(parts) >= 8:
                if parts[0] == "smtp" and parts[1] == "inet":
                    parts[0] = f"127.0.0.1:{self.port}"
                parts[4] = "n"
                lines.append(" ".join(parts))
            elif line[:1] in (" ", "\t") and line.strip() and not line.strip().startswith("#"):
                lines.append(line)
        (config / "master.cf").write_text("\n".join(lines) + "\n")
        self.config = config
        self._run("set-permissions", check=False)
        self._run("start")
        until(lambda: answers(self.port), 20, "postfix")

    def _run(self, command: str, check: bool = True) -> None:
        done = subprocess.run([POSTFIX, "-c", str(self.config), command], capture_output=True, check=False, timeout=60)
        if check and done.returncode:
            raise AssertionError(done.stderr.decode()[-2000:])

    def close(self) -> None:
        self._run("stop", check=False)
