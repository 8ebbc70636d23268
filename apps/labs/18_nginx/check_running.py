"""A running nginx: its reload, and what it says of mistakes."""

import http.client
import threading

from apps.labs import judge
from apps.labs.checking import document, step
from apps.labs.nginxes import expect_told_apart
from apps.labs.programs import poll

from .check_asks import FORUM, directive, forum, nginx

CONTROL = document(
    "nginx",
    "Changing Configuration",
    "After SIGHUP the master reads the files. If they are right, new workers begin, and the old "
    "ones finish what they have begun. If not, everything stays as it was.",
    "https://nginx.org/en/docs/control.html#reconfiguration",
)
NEW_SITE = b"""
server {
    listen 127.0.0.1:8099;
    server_name new.localhost;
    return 200 "A new site\\n";
}
"""


@step(
    "A reload takes new files, and nobody is turned away",
    clause=CONTROL,
    question="Which process ends at a reload, which begins, and which goes on?",
)
def reloads(bench):
    server = bench.serve("serve.py", named=8099)
    front = forum(bench, server)
    front.ask("/")
    # One client is in the middle of it; others come all the time.
    stream = Stream(server.port)
    bench.close_later(stream)
    (bench.folder / "sites/zz_new.conf").write_bytes(NEW_SITE)

    def is_new():
        words = front.words("/", host="new.localhost")
        answer = judge.ask(server, words, is_refusable=True)
        return answer and answer.body == b"A new site\n"

    # On a busy machine a reload may take longer than nginx waits for a page (504), and
    # then the client was not turned away by it.
    for _ in range(5):
        name = f"go-{bench.random.randrange(10**9)}"
        waiting = server.connect()
        waiting.send(front.words(f"/wait?{name}"))
        is_right, words = nginx(bench, "-s", "reload")
        bench.expect(
            poll(is_new, bench.start_patience),
            "A file that is laid into sites/ is a site after `serve.py -s reload`.",
            got=f"It is not.\n{words}",
            clause=directive(
                "include", "Other files, also by a pattern: sites/*.conf."
            ),
        )
        (front.folder / name).touch()
        answer = judge.read_answer(waiting)
        if answer.status != 504:
            break
    front.expect(
        answer.body == b"I have waited.\n",
        "Who was being served when the reload came gets the answer.",
        answer,
    )
    stream.close()
    bench.expect(
        not stream.failed,
        f"All {stream.number} requests during the reload are answered with 200.",
        got=f"{len(stream.failed)} were not: {', '.join(stream.failed[:3])}",
    )


@step(
    "A mistake in a file ends nothing",
    clause=CONTROL,
    question="What would have become of the site if you had ended nginx and started it?",
)
def survives_mistakes(bench):
    front = forum(bench)
    broken = bench.folder / "sites/zz_broken.conf"
    broken.write_bytes(b"server { listen 127.0.0.1:8099; uwsgi_pas unix:app.sock; }\n")
    (bench.folder / "var").mkdir(exist_ok=True)
    for name in "nginx.port", "notes.port":
        (bench.folder / "var" / name).write_text((front.folder / name).read_text())
    is_right, words = nginx(bench, "-t")
    bench.expect(
        not is_right and "unknown directive" in words,
        "With a misspelled directive in sites/ nginx -t fails, and names it.",
        got=words or "It said nothing.",
    )
    answer = front.ask("/")
    front.expect(answer.status == 200, "The running nginx goes on.", answer)


@step(
    "You know a mistake by what is said about it",
    clause=document(
        "nginx",
        "A debugging log",
        "error_log is where nginx says what is wrong; -t says it before anybody notices.",
        "https://nginx.org/en/docs/debugging_log.html",
    ),
    question="Who says it: nginx at its start, nginx to a client, nginx in its log, or uWSGI?",
)
def knows_messages(bench):
    expect_told_apart(bench, MESSAGES)


MESSAGES = {
    "invalid host in upstream": "invalid host in upstream",
    'unknown directive "ssl", or, before nginx 1.25.1, no "ssl_certificate" is defined': (
        'unknown directive "ssl"|no "ssl_certificate" is defined'
    ),
    "invalid request block size: 21573": "invalid request block size: 21573",
    "connect() failed (2: No such file or directory) while connecting to upstream": (
        r"connect\(\) .*\(2: "
    ),
    "client intended to send too large body": "intended to send too large body",
    "Request Header Or Cookie Too Large": "Request Header Or Cookie Too Large",
    "recv() failed (104: Connection reset by peer) while reading response header": (
        r"invalid request block size: (?!21573)"
    ),
    "upstream timed out while reading response header": "upstream timed out",
    "200, and a file that nobody should see": "Nobody outside should ever read it",
    "200, and Index of /static/": "Index of /static/",
}


class Stream:
    """Somebody who asks again and again, each time on a new connection."""

    def __init__(self, port):
        self.port, self.number, self.failed = port, 0, []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self):
        while not self._is_over.is_set():
            self.number += 1
            client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                client.request("GET", f"/?{self.number}", headers={"Host": FORUM})
                answer = client.getresponse()
                answer.read()
                if answer.status != 200:
                    self.failed.append(f"{answer.status}")
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
            finally:
                client.close()

    def close(self):
        self._is_over.set()
        self._thread.join()
