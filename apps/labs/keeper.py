"""Keep programs within their limits, and end them with all that they have started.

A check starts this file once, as a process of its own, and asks it over a socket for
keepers: each is a fork that starts one program and watches it. So nothing
outlives the check, even if the check itself is killed:

    check ──socket──▶ this file ──fork──▶ keeper ──fork──▶ program ──▶ its children …
          ──control─────────────────────▶ keeper
          ◀──report────────────────────── keeper

Control: a byte is the number of a signal for the program; the end of the stream
means: end everything. Report: a JSON object a line,

    {"keeper": 4710, "started": 4711}           the two process ids
    {"over": "processes"}                       it went over this limit, and is ended
    {"ended": 1}                                its exit status; -9: by signal 9
    {"failed": "nginx: No such file …"}         it could not be started

A program may hang, flood, ignore SIGTERM, fork without end or start a session of
its own. On Linux orphans are handed to the keeper (PR_SET_CHILD_SUBREAPER), so that
they stay its descendants whatever they do. Elsewhere the keeper goes by the process
group and by all that it has ever seen below the program: only a process that leaves the
group and loses its parent within one look can escape it.

Only the standard library, and not Python's site packages: it should start at once.
"""

import contextlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time

LINUX = sys.platform == "linux"
# How often the descendants are counted, in seconds. A fork bomb makes some hundred
# processes meanwhile; a smaller number would cost more than it saves.
TICK = 0.02 if LINUX else 0.25
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PAGE = os.sysconf("SC_PAGE_SIZE")
# control, report, and the program's standard input, output and error
STREAMS = 5


def main():
    """Make a keeper for each thing asked, until the check closes the socket."""
    asked = socket.socket(fileno=int(sys.argv[1]))
    # Nobody waits for keepers: the end of its report tells that one has gone.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        head, streams, _, _ = socket.recv_fds(asked, 4, STREAMS)
        if not head:
            return
        task = json.loads(asked.recv(int.from_bytes(head), socket.MSG_WAITALL))
        if os.fork() == 0:
            asked.close()
            with contextlib.suppress(KeyboardInterrupt):
                Keeper(*streams, **task).keep()
            os._exit(0)
        for stream in streams:
            os.close(stream)


class Keeper:
    def __init__(self, control, report, *streams, command, folder, environ, limits):
        self.control, self.report, self.streams = control, report, streams
        self.command, self.folder, self.environ = command, folder, environ
        self.limits = limits
        self.main = self.group = None
        self.seen = set()
        self.deadline = time.monotonic() + limits["seconds"]

    def keep(self):
        """Start the program and watch it until the check closes the control stream."""
        wake = awake_on_child()
        if LINUX:
            prctl(PR_SET_CHILD_SUBREAPER, 1)
        self.main = self.group = self.start()
        # The streams are the program's; a copy here would keep them open after it.
        for stream in self.streams:
            os.close(stream)
        self.tell(keeper=os.getpid(), started=self.main)
        while True:
            ready, _, _ = select.select([self.control, wake], [], [], TICK)
            if wake in ready:
                os.read(wake, 512)
            self.reap()
            if self.control in ready and not self.obey():
                break
            self.look()
        self.end()

    def start(self):
        """Fork; the child puts on its limits and becomes the program."""
        pid = os.fork()
        if pid:
            return pid
        try:
            os.setsid()
            if LINUX:
                prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            for number in signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD:
                signal.signal(number, signal.SIG_DFL)
            for number, stream in enumerate(self.streams):
                os.dup2(stream, number)
            os.chdir(self.folder)
            put_on(self.limits)
            os.execvpe(self.command[0], self.command, self.environ)
        except OSError as error:
            self.tell(failed=f"{self.command[0]}: {error.strerror}")
        finally:
            os._exit(127)

    def obey(self):
        """Pass on the signals that the check sends; False when it has gone."""
        numbers = os.read(self.control, 16)
        for number in numbers:
            if self.main:
                os.kill(self.main, number)
        return bool(numbers)

    def reap(self):
        """Take leave of children that have ended, adopted ones among them."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self.seen.discard(pid)
            if pid == self.main:
                self.main = None
                self.tell(ended=os.waitstatus_to_exitcode(status))

    def look(self):
        """Count what the program has become, and end it when that is too much."""
        memory = self.descendants()
        found = {
            "processes": len(self.seen),
            "memory": sum(memory.values()) >> 20,
            "seconds": time.monotonic() - self.deadline + self.limits["seconds"],
        }
        for name, number in found.items():
            if number > self.limits[name]:
                self.tell(over=name)
                self.end()
                # Once is enough to tell; the check closes the stream when it has read.
                self.limits[name] = float("inf")

    def descendants(self):
        """Give the memory of each process below this one, and remember them all."""
        memory = below(os.getpid()) if LINUX else below_by_ps(self.seen, self.group)
        self.seen = set(memory)
        return memory

    def end(self):
        """Kill until nothing is left; what forks meanwhile is caught the next time."""
        patience = time.monotonic() + 30
        while time.monotonic() < patience:
            if self.main:
                kill(os.killpg, self.main)
            self.descendants()
            # A look at nobody is the end; that all who were seen have ended is not.
            # Whoever lost its parent during the look was on no list of children.
            if not self.seen and not self.main:
                return
            for pid in self.seen:
                kill(os.kill, pid)
            self.reap()
            time.sleep(0.001)

    def tell(self, **words):
        # When the check has gone its control stream says so too.
        with contextlib.suppress(BrokenPipeError):
            os.write(self.report, json.dumps(words).encode() + b"\n")


def awake_on_child():
    """Give a file that can be read when a child has ended: select then returns."""
    wake, write = os.pipe()
    os.set_blocking(write, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return wake


def put_on(limits):
    """Set what the kernel itself enforces, for each process alone."""
    wanted = {
        resource.RLIMIT_CPU: limits["cpu"],
        resource.RLIMIT_FSIZE: limits["file"] << 20,
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    if LINUX:
        # Not RLIMIT_AS: each thread reserves address space that it never uses.
        wanted[resource.RLIMIT_DATA] = limits["memory"] << 20
        # Of this user's processes and threads, the others' too, so it is the last
        # resort; it does not bind root. look() is what counts.
        with open("/proc/loadavg") as file:
            running = int(file.read().split()[3].partition("/")[2])
        wanted[resource.RLIMIT_NPROC] = running + 4 * limits["processes"] + 256
    for which, number in wanted.items():
        _, most = resource.getrlimit(which)
        # One second after SIGXCPU, which can be ignored, comes SIGKILL.
        end = number + 1 if which == resource.RLIMIT_CPU else number
        end = end if most == resource.RLIM_INFINITY else min(end, most)
        resource.setrlimit(which, (min(number, end), end))


def below(pid):
    """Give {process id: memory in bytes} of all descendants, from /proc."""
    memory, waiting = {}, [pid]
    while waiting:
        parent = waiting.pop()
        for child in children(parent):
            if child not in memory:
                memory[child] = resident(child)
                waiting.append(child)
    return memory


def children(pid):
    """Read whom a process has started, by any of its threads."""
    found = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                found += map(int, file.read().split())
    except OSError:
        pass  # It has just ended; its children are this process's own by now.
    return found


def resident(pid):
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def below_by_ps(known, group):
    """Give {process id: memory in bytes} of these, of a group, and of all below them."""
    import subprocess  # only where there is no /proc: it is slow to import

    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,pgid=,rss=,stat="],
        capture_output=True,
        text=True,
    ).stdout
    rows = [line.split() for line in listed.splitlines()]
    rows = [list(map(int, row[:4])) for row in rows if not row[4].startswith("Z")]
    memory, size = {}, -1
    while len(memory) > size:
        size = len(memory)
        for pid, parent, its_group, rss in rows:
            if pid in known or its_group == group or parent in memory:
                memory[pid] = rss << 10
    return memory


def prctl(option, value):
    import ctypes  # Linux only

    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def kill(how, pid):
    # It was quicker. macOS says of a zombie that it is not permitted.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        how(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
