"""The page that sends directly."""

from apps.labs.checking import document, step

from .check_asks import (
    ADA,
    DESK,
    INJECTION,
    UNAVAILABLE,
    a_word,
    must_have_no_fault,
    site_post,
    write,
)
from .check_post import SILENCE


@step(
    "The form writes to the desk",
    clause=document(
        "Django",
        "Sending email",
        "EMAIL_HOST and EMAIL_PORT say where the mail server is; send_mail and EmailMessage "
        "speak with it.",
        "https://docs.djangoproject.com/en/5.2/topics/email/",
    ),
    question="Where does Django learn which mail server is yours?",
)
def direct_is_sent(bench):
    post = site_post(bench)
    word = a_word(bench)
    answer = write(bench, "/direct/", f"Grüße {word}", "How are you?")
    bench.expect(
        answer.status in {200, 202, 302, 303},
        "The page says that it is sent: 200, or a redirect.",
        got=f"{answer.status}: {answer.text[:200]}",
        wire=answer.wire,
    )
    letters = post.about(word)
    bench.expect(letters, "A letter came.", got="None came.", wire=post.last)
    letter = letters[0]
    bench.expect(
        letter.recipients == [DESK]
        and f"Grüße {word}" == letter.subject
        and ADA in (letter.message["Reply-To"] or "")
        and "How are you?" in letter.message.get_content(),
        f"It goes to {DESK}, with the subject, the text, and the visitor in Reply-To.",
        got=f"To {letter.recipients}, Subject {letter.subject!r}, Reply-To "
        f"{letter.message['Reply-To']}.",
        wire=post.last,
    )
    must_have_no_fault(post)


@step(
    "A subject is one line, whatever came",
    clause=INJECTION,
    question="What is the difference between a letter's fields and what a form holds?",
)
def no_header_injection(bench):
    post = site_post(bench)
    word = a_word(bench)
    for fields in (
        {"subject": f"{word}\r\nBcc: spy@example.org"},
        {"subject": f"{word}\nBcc: spy@example.org\n\nAnother text"},
        {"subject": word, "address": f"{ADA}\r\nBcc: spy@example.org"},
    ):
        answer = write(bench, "/direct/", text="hello", **fields)
        told = [
            letter
            for letter in post.letters
            if letter.message["Bcc"] or letter.recipients != [DESK]
        ]
        bench.expect(
            not told,
            "No letter goes to others, and none has a field that the visitor added.",
            got=f"Bcc: {told[0].message['Bcc']}." if told else "",
            wire=post.last,
        )
        bench.expect(
            answer.status < 500,
            "The page says what is wrong (400), or sends the subject as one line.",
            got=f"{answer.status}: your program failed.",
            wire=answer.wire,
        )


@step(
    "No mail server: the page says so",
    clause=UNAVAILABLE,
    question="Which exceptions come out of send, and what does your reader see then?",
)
def direct_is_down(bench):
    word = a_word(bench)
    # Nobody listens there at all; and then somebody who takes nothing.
    answers = [write(bench, "/direct/", word, "hello")]
    site_post(bench, {"MAIL": b"451 not now\r\n"})
    answers.append(write(bench, "/direct/", word, "hello"))
    for answer, told in zip(answers, ["nobody listens", "451"], strict=True):
        bench.expect(
            answer.status == 503,
            f"The letter is not sent ({told}), and the page says 503.",
            got=f"{answer.status}.",
            wire=answer.wire,
        )


@step(
    "A silent mail server: the page does not wait for ever",
    clause=document(
        "Django",
        "EMAIL_TIMEOUT",
        "How long Django waits for the mail server. If it is not set: for ever.",
        "https://docs.djangoproject.com/en/5.2/ref/settings/#email-timeout",
    ),
    question="What is the default of EMAIL_TIMEOUT, and who waits meanwhile?",
)
def direct_is_silent(bench):
    site_post(bench, {"greeting": SILENCE})
    answer = write(bench, "/direct/", a_word(bench), "hello", patience=4)
    bench.expect(
        answer.status == 503,
        "After MAIL_TIMEOUT, here 0.5 s, the page says 503.",
        got=f"{answer.status}.",
        wire=answer.wire,
    )
