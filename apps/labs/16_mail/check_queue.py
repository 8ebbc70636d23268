"""The queue, and the worker who empties it."""

import signal

from apps.labs.checking import document, rfc, step
from apps.labs.programs import poll

from .check_asks import (
    DESK,
    REPLIES,
    RESPONSIBLE,
    RETRIES,
    a_word,
    arrives,
    must_end,
    must_keep,
    site_post,
    work,
    write,
)
from .check_post import HANG_UP, SILENCE


@step(
    "The page answers though no mail server does",
    clause=rfc(
        9110, "15.3.3", "202: the request is accepted, and not yet carried out."
    ),
    question='What must have happened before you say "we have it", and what need not?',
)
def queue_answers(bench):
    post = site_post(bench, {"greeting": SILENCE})
    word = a_word(bench)
    must_keep(bench, write(bench, "/queued/", word, "hello", patience=4))
    bench.expect(
        not post.talks,
        "The page writes the letter into the queue, and asks no mail server.",
        got="It connected to the mail server.",
        wire=post.last,
    )
    post.close()


@step(
    "Down: the letter is kept, and arrives later",
    clause=RETRIES,
    question="When does your letter leave the queue: before or after the server's yes?",
)
def kept_while_down(bench):
    word = a_word(bench)
    must_keep(bench, write(bench, "/queued/", f"Grüße {word}", "hello"))
    # Somebody listens and hangs up at once: so we know that it has tried.
    post = site_post(bench, {"greeting": HANG_UP})
    worker = work(bench, "--batch")
    tried = lambda: len(post.talks) > 2 or worker.has_ended  # noqa: E731, it is short
    poll(tried, bench.start_patience)
    post.close()
    post = site_post(bench)
    arrives(bench, post, word, worker)
    letter = post.about(word)[0]
    bench.expect(
        letter.subject == f"Grüße {word}" and letter.recipients == [DESK],
        f"The letter is the one that was written, to {DESK}.",
        got=f"Subject {letter.subject!r} to {letter.recipients}.",
        wire=post.last,
    )


@step(
    "Not now, not now, taken: one letter, under one Message-ID",
    clause=rfc(
        5322,
        "3.6.4",
        "Message-ID names one version of one letter. The same letter again has the same; "
        "by it a mail program sees that two are one.",
    ),
    question="Where is your letter's Message-ID made, and how often?",
)
def one_message_id(bench):
    word = a_word(bench)
    answers = iter([b"451 not now\r\n", b"452 still not\r\n"])
    post = site_post(bench, {"end": lambda talk: next(answers, None)})
    must_keep(bench, write(bench, "/queued/", word, "hello"))
    worker = work(bench, "--batch")
    arrives(bench, post, word, worker)
    ids = [letter.id for letter in post.about(word)]
    bench.expect(
        len(ids) == 3,
        "It was sent three times: twice the answer was 4yz, and then 250.",
        got=f"It was sent {len(ids)} times.",
        wire=post.last,
    )
    bench.expect(
        len(set(ids)) == 1 and ids[0],
        "All three attempts have the same Message-ID.",
        got=f"They have {', '.join(ids)}.",
        wire=post.last,
    )


@step(
    "Never is never, and holds up nobody",
    clause=REPLIES,
    question="What do you do after 554? And what becomes of the letter behind it?",
)
def gives_up(bench):
    word, other = a_word(bench), a_word(bench)
    no = {word: b"554 spam\r\n"}
    later = iter([b"451 not now\r\n"] * 3)

    def end(talk):
        is_bad = word in talk.letters[-1].subject
        return no[word] if is_bad else next(later, None)

    post = site_post(bench, {"end": end})
    must_keep(bench, write(bench, "/queued/", word, "buy this"))
    must_keep(bench, write(bench, "/queued/", other, "hello"))
    worker = work(bench, "--batch")
    arrives(bench, post, other, worker)
    # Meanwhile the first would have been due again three times.
    number = len(post.about(word))
    bench.expect(
        number == 1,
        "What was answered with 554 is sent once, and not again.",
        got=f"It was sent {number} times.",
        wire=post.last,
    )


@step(
    "Nobody of that name is never, too",
    clause=REPLIES,
    question="What does your library raise when the only recipient is refused, and where "
    "in it is the 550?",
)
def gives_up_recipient(bench):
    post = site_post(bench, {"RCPT": b"550 5.1.1 nobody of that name\r\n"})
    must_keep(bench, write(bench, "/queued/", a_word(bench), "hello"))
    worker = work(bench, "--batch")

    def tries():
        return sum(
            any(command.upper().startswith(b"RCPT") for command in talk.commands)
            for talk in post.talks
        )

    poll(lambda: tries() > 1 or worker.has_ended, bench.start_patience)
    bench.expect(
        tries() == 1,
        "A letter whose recipient was answered with 550 is tried once, and not again.",
        got=f"It was tried {tries()} times." if tries() else worker.how_it_ended(),
        wire=post.last,
    )
    must_end(bench, worker)


@step(
    "Two workers send a letter once",
    clause=document(
        "SQL",
        "UPDATE … WHERE",
        "Two who have read the same row both think it theirs. An UPDATE whose WHERE says "
        "what they have read finds its row for the first of them alone.",
        "https://www.postgresql.org/docs/17/transaction-iso.html",
    ),
    question="Between reading that a letter waits and sending it: who else has read so?",
)
def two_workers(bench):
    words = [a_word(bench) for _ in range(8)]
    for word in words:
        must_keep(bench, write(bench, "/queued/", word, "hello"))
    # Both are there before anything can be delivered, and each letter takes its time.
    patience = min(bench.start_patience, 3)
    gate = {
        "greeting": lambda talk: poll(lambda: len(post.talks) > 1, patience) and None
    }
    post = site_post(bench, gate)
    workers = [work(bench, "--batch", MAIL_TIMEOUT="30") for _ in range(2)]
    for worker in workers:
        for word in words:
            arrives(bench, post, word, worker, ends=False)
        must_end(bench, worker)
    twice = [word for word in words if len(post.about(word)) != 1]
    bench.expect(
        not twice,
        "Each of eight letters is sent once.",
        got=f"{len(twice)} of them were sent twice.",
        wire=post.last,
    )


@step(
    "A worker is killed: its letter is not lost",
    clause=RESPONSIBLE,
    question="Who knows that your dead worker was busy with this letter, and until when?",
)
def worker_dies(bench):
    word = a_word(bench)
    answers = {"end": SILENCE}
    post = site_post(bench, answers)
    must_keep(bench, write(bench, "/queued/", word, "hello"))
    first = work(bench, LEASE="0.3", MAIL_TIMEOUT="60")
    bench.expect(
        post.wait(lambda: post.about(word), bench.start_patience),
        "The worker sends the letter.",
        got="Nothing came.",
        wire=post.last,
    )
    # It has sent all, and waits for the last word.
    first.signal(signal.SIGKILL)
    first.wait_ended(bench.patience)
    del answers["end"]
    second = work(bench, "--batch", LEASE="0.3")
    arrives(bench, post, word, second)
    ids = {letter.id for letter in post.about(word)}
    bench.expect(
        len(ids) == 1,
        "It is sent again by the next worker, under the same Message-ID.",
        got=f"The Message-IDs are {', '.join(ids)}.",
        wire=post.last,
    )
