"""A real call, from the wire to the file: `python -m tests.telephony.ring [--picture FILE.png]`.

sipp calls the softphone baresip over SIP on this machine; the real program, in a virtual display,
hears of it from baresip. Seen are the card that rings, the keyboard that stays where it was, and
the call in the file with how long it lasted. Each step is said; the exit status is that of the
whole.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

# Program -> the package of Debian's that has it.
NEEDED = {
    "baresip": "baresip-core",
    "sipp": "sip-tester",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
}
NAME, GIVEN, NUMBER = "Zhang Wei 张伟", "Zhang", "+8613800138000"
_PATIENCE_S = 30.0
_SPOKEN_S = 3
_SCENARIO = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="a call that is answered">
  <send retrans="500"><![CDATA[
    INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: "张伟" <sip:%s@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 INVITE
    Contact: sip:%s@[local_ip]:[local_port]
    Max-Forwards: 70
    Content-Type: application/sdp
    Content-Length: [len]

    v=0
    o=user1 53655765 2353687637 IN IP[local_ip_type] [local_ip]
    s=-
    c=IN IP[media_ip_type] [media_ip]
    t=0 0
    m=audio [media_port] RTP/AVP 0
    a=rtpmap:0 PCMU/8000
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200"/>
  <send><![CDATA[
    ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: "张伟" <sip:%s@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: 1 ACK
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <pause milliseconds="%d"/>
  <send retrans="500"><![CDATA[
    BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: "张伟" <sip:%s@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: 2 BYE
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <recv response="200"/>
</scenario>
"""
_CONFIG = """\
module_path {modules}
module g711.so
module aufile.so
module cons.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
sip_listen 127.0.0.1:{sip}
ctrl_tcp_listen 127.0.0.1:{control}
cons_listen 127.0.0.1:{console}
audio_source aufile,{folder}/silence.wav
audio_player aufile,{folder}/heard.wav
audio_alert aufile,{folder}/alert.wav
"""
_MODULES = (
    "/usr/lib/baresip/modules",
    "/usr/lib/*/baresip/modules",
    "/usr/local/lib/baresip/modules",
)


class Failure(Exception):  # noqa: N818  (what the last line says)
    """A step that did not come about."""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def until(what: str, look: Callable[[], T | None]) -> T:
    """Look until there is something, and return it."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise Failure(what)


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(type=kind) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str], log: Path, **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | variables,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def display(folder: Path) -> Iterator[str]:
    """Open a virtual display, with a window manager where there is one."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x950x24", "-nolisten", "tcp"]
    log = (folder / "xvfb.log").open("wb")
    server = subprocess.Popen(command, pass_fds=[write], stdout=log, stderr=log)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise Failure("the virtual display did not open")
        with contextlib.ExitStack() as stack:
            if shutil.which("openbox"):
                manager = running(["openbox"], folder / "openbox.log", DISPLAY=f":{number}")
                stack.enter_context(manager)
                time.sleep(0.5)
            yield f":{number}"
    finally:
        server.terminate()
        server.wait()
        log.close()


class Program:
    """The real program on a data file of its own."""

    def __init__(self, folder: Path, shown_at: str) -> None:
        self._home = folder / "home"
        self.data = self._home / "data"
        runtime = folder / "run"
        for one in (self._home, runtime):
            one.mkdir(mode=0o700)
        self.variables = {
            "DISPLAY": shown_at,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(self._home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self._home / "config"),
            "XDG_DATA_HOME": str(self._home / "share"),
        }
        self.command = [sys.executable, "-m", "smallcrm", "--data-dir", str(self.data)]

    def ask(self, *arguments: str) -> str:
        """Run the command line, and return what it says."""
        done = subprocess.run(
            [*self.command, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | self.variables,
        )
        if done.returncode != 0:
            raise Failure(f"smallcrm {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def contacts(self) -> list[dict[str, object]]:
        """Return the last contacts with the client, as the card has them."""
        card = json.loads(self.ask("card", "id:1", "--json"))
        found: list[dict[str, object]] = card["last_interactions"]
        return found

    def windows(self, title: str) -> list[str]:
        """Return the windows that are shown under a title."""
        found = self._xdotool("search", "--onlyvisible", "--name", title)
        return found.split()

    def focus(self) -> str:
        return self._xdotool("getwindowfocus").strip()

    def _xdotool(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ | self.variables
        ).stdout


class Phone:
    """baresip, which sipp calls."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "baresip"
        self._folder.mkdir()
        self.sip, self.console = free_port(socket.SOCK_DGRAM), free_port()
        self.control = free_port()
        modules = [str(path) for one in _MODULES for path in sorted(Path("/").glob(one[1:]))]
        if not modules:
            raise Failure("baresip is there, and its modules are not")
        config = _CONFIG.format(
            modules=modules[0],
            sip=self.sip,
            control=self.control,
            console=self.console,
            folder=self._folder,
        )
        (self._folder / "config").write_text(config)
        account = "<sip:owner@127.0.0.1>;regint=0;audio_codecs=pcmu;answermode=manual\n"
        (self._folder / "accounts").write_text(account)
        (self._folder / "contacts").write_text("")
        with wave.open(str(self._folder / "silence.wav"), "wb") as silence:
            silence.setnchannels(1)
            silence.setsampwidth(2)
            silence.setframerate(8000)
            silence.writeframes(b"\0\0" * 8000 * 30)
        self.command = ["baresip", "-f", str(self._folder)]
        self.log = self._folder / "log"

    def is_ready(self) -> bool:
        return self.log.exists() and "baresip is ready" in self.log.read_text("utf-8", "replace")

    def is_listened_to(self) -> bool:
        """Whether somebody is connected to the control port (Linux tells)."""
        port = f"{self.control:04X}"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            local, _remote, state = line.split()[1:4]
            if local.endswith(f":{port}") and state == "01":
                return True
        return False

    def answer(self) -> None:
        with socket.create_connection(("127.0.0.1", self.console)) as console:
            console.sendall(b"/accept\n")
            time.sleep(0.2)

    def called(self, folder: Path) -> list[str]:
        """Return what calls it: from the client, for as long as is spoken."""
        scenario = folder / "call.xml"
        scenario.write_text(_SCENARIO % (NUMBER, NUMBER, NUMBER, _SPOKEN_S * 1000, NUMBER))
        ports = ["-p", str(free_port(socket.SOCK_DGRAM)), "-mp", str(free_port(socket.SOCK_DGRAM))]
        return [
            *("sipp", "-sf", str(scenario), "-s", "owner", "-i", "127.0.0.1", "-m", "1"),
            *(*ports, "-nostdin", "-timeout", "60", f"127.0.0.1:{self.sip}"),
        ]


def picture(program: Program, path: Path) -> None:
    from PIL import ImageGrab

    ImageGrab.grab(xdisplay=program.variables["DISPLAY"]).save(path)


def ring(folder: Path, shown_at: str, shot: Path) -> None:
    program, phone = Program(folder, shown_at), Phone(folder)
    program.ask("settings", "file.country", "GB")
    program.ask("add", "client", "--name", NAME, "--phone", NUMBER)
    program.ask("settings", "telephony.baresip.port", str(phone.control))
    program.ask("settings", "telephony.baresip.enabled", "yes")
    say("ok  a data file with one client, and baresip switched on in the settings")
    with contextlib.ExitStack() as stack:
        stack.enter_context(running(phone.command, phone.log))
        until("baresip did not start", phone.is_ready)
        say(f"ok  baresip takes calls at 127.0.0.1:{phone.sip}")
        window = running(program.command, folder / "program.log", **program.variables)
        process = stack.enter_context(window)
        until("the window did not open", lambda: program.windows("^Small CRM$"))
        until("the program did not connect to baresip", phone.is_listened_to)
        time.sleep(1)
        focus = program.focus()
        say("ok  the window is open and listens")
        begun = time.perf_counter()
        call = stack.enter_context(running(phone.called(folder), folder / "sipp.log"))
        until("no card came up", lambda: program.windows(GIVEN))
        say(f"ok  the card is up, {time.perf_counter() - begun:.2f} s after sipp was started")
        time.sleep(0.5)
        picture(program, shot)
        say(f"ok  what it looked like: {shot}")
        if program.focus() != focus:
            raise Failure("the card took the keyboard")
        say("ok  the keyboard stayed where it was")
        phone.answer()
        until("sipp did not end the call", lambda: call.poll() is not None)
        if call.returncode != 0:
            raise Failure(f"the call failed: {(folder / 'sipp.log').read_text()[-2000:]}")
        say(f"ok  it was answered, spoken for {_SPOKEN_S} s and ended by the caller")

        def logged() -> dict[str, object] | None:
            contacts = program.contacts()
            return contacts[0] if contacts and contacts[0].get("seconds") is not None else None

        kept = until("the call is not in the file with its end", logged)
        seconds, answered = kept["seconds"], kept["answered"]
        near = isinstance(seconds, int) and abs(seconds - _SPOKEN_S) <= 1
        if not (near and answered is True and len(program.contacts()) == 1):
            raise Failure(f"the call was kept wrongly: {kept}")
        say(f"ok  the file has the call, once: answered, {seconds} s")
        process.terminate()
        until("the program did not end", lambda: process.poll() is not None)
    if program.ask("check").strip() == "":
        raise Failure("the check said nothing")
    say("ok  the program ended, and the file is sound")


def main() -> int:
    """Ring once."""
    parser = argparse.ArgumentParser(prog="python -m tests.telephony.ring", description=__doc__)
    shot = Path(tempfile.gettempdir()) / "smallcrm-ring.png"
    parser.add_argument("--picture", type=Path, default=shot, help="where the picture goes")
    asked = parser.parse_args()
    missing = [package for name, package in NEEDED.items() if shutil.which(name) is None]
    if missing or not sys.platform.startswith("linux"):
        say(f"On Linux alone, with these: sudo apt-get install {' '.join(missing)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="crm-ring-") as name:
        folder = Path(name)
        try:
            with display(folder) as shown_at:
                ring(folder, shown_at, asked.picture.resolve())
        except Failure as failure:
            say(f"FAILED: {failure}")
            for log in sorted(folder.rglob("*.log")) + sorted(folder.rglob("log")):
                say(f"-- {log.name}\n{log.read_text('utf-8', 'replace')[-1500:]}")
            return 1
    say("The phone rings, and the program knows who it is.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
