"""What lab 12 asks of the guestbook that is written five ways: one page, one model."""

import re

from apps.labs.checking import document, pep, rfc, step

from .check_smalltalk import SMALLTALK
from .check_visitor import person, visitors

DJANGO_FAQ = document(
    "Django",
    "FAQ: General",
    "A view says which data you see, a template how you see it; and the names are "
    "debatable.",
    "https://docs.djangoproject.com/en/5.2/faq/general/",
)
BELOW = pep(
    3333,
    "environ Variables",
    "SCRIPT_NAME is the part of the address that led to the application, PATH_INFO the rest: "
    "the same program may live anywhere on a site.",
)


@step(
    "Each of the five shows the guestbook",
    clause=DJANGO_FAQ,
    question="Which function of this program says which data the page has?",
)
def shows(bench):
    for visitor in visitors(bench):
        answer = visitor.get()
        visitor.must(answer.status == 200, "The page is there: 200.", answer)
        visitor.must(
            re.fullmatch(
                r"text/html; *charset=utf-8", answer.field("Content-Type") or "", re.I
            ),
            "Content-Type is text/html; charset=utf-8.",
            answer,
        )
        fields = set(re.findall(r"<(?:input|textarea)[^>]*\bname=.(\w+)", answer.text))
        visitor.must(
            {"name", "words"} <= fields,
            "The page has a form with the fields name and words.",
            answer,
        )


@step(
    "What is written into the book is answered with 303, and then stands on the page",
    clause=rfc(
        9110,
        "15.4.4",
        "303 See Other: look there, by GET. A browser that reloads the page which it gets "
        "then sends no form a second time.",
    ),
    question="What does a browser do when the page that a form has brought is reloaded?",
)
def signs(bench):
    for visitor in visitors(bench):
        name, words = person(bench), f"Grüße {bench.random.randrange(10**9)}"
        answer = visitor.sign(name, words)
        visitor.must(
            answer.status in {302, 303},
            "A form that was kept is answered with 303 and Location (302 will do).",
            answer,
        )
        where = visitor.goes_to(answer)
        visitor.must(
            where == visitor.path,
            f"Location leads back to the page, {visitor.path}.",
            answer,
            got=f"It leads to {where}.",
            clause=BELOW,
            question="Which part of the address brought the request to your program?",
        )
        for _ in range(2):
            page = visitor.get()
            number = visitor.entries(page).count((name, words))
            visitor.must(
                number == 1,
                f"The entry of {name} stands on the page, once: <dt>{name}</dt>, then "
                f"<dd>{words}</dd>.",
                page,
                got=f"It stands there {number} times, as such a pair.",
            )


@step(
    "All five have one model: what is written in one stands in the others",
    clause=SMALLTALK,
    question="Where are the entries while none of the five runs?",
)
def one_model(bench):
    several = visitors(bench)
    signed = []
    for visitor in several:
        signed.insert(0, (person(bench), f"by {visitor.way}"))
        visitor.sign(*signed[0])
    for visitor in several:
        page = visitor.get()
        visitor.must(
            visitor.entries(page)[: len(signed)] == signed,
            "All that was written stands on the page, the newest first.",
            page,
            got=f"The first are {visitor.entries(page)[: len(signed)]}",
        )


@step(
    "What people write stays text",
    clause=document(
        "HTML Standard",
        "13.1.2",
        "In text < and & begin something that is no text. To mean themselves they are "
        "written &lt; and &amp;.",
        "https://html.spec.whatwg.org/multipage/syntax.html",
    ),
    question="Who turns < into &lt; here: the view, the template, or nobody?",
)
def escapes(bench):
    for visitor in visitors(bench):
        name = f"<i>{person(bench)}</i>"
        words = "<script>alert('Tao & Co')</script> &lt;"
        visitor.sign(name, words)
        page = visitor.get()
        visitor.must(
            "<script>" not in page.text and "<i>" not in page.text,
            "No tag that somebody has written is a tag of the page.",
            page,
        )
        visitor.must(
            (name, words) in visitor.entries(page),
            f"The page says {name} and {words}, as text: each sign escaped once.",
            page,
            got=f"The first entry is {visitor.entries(page)[:1]}",
        )


@step(
    "What the model refuses is 400, with the reason, and what was typed is still there",
    clause=rfc(
        9110,
        "15.5.1",
        "400: the client's mistake. Whoever wrote three paragraphs wants to mend one "
        "field, and not to begin again.",
    ),
    question="Which of your lines hears that the model has refused, and what does it "
    "give to the template?",
)
def refuses(bench):
    for visitor in visitors(bench):
        words = f"<b>My & your long story {bench.random.randrange(10**9)}"
        before = visitor.entries(visitor.get())
        for name, said in ("", words), ("x" * 41, words), (person(bench), " \r\n "):
            answer = visitor.sign(name, said)
            visitor.must(
                answer.status == 400,
                "An entry without a name, with one of 41 letters, or without words is "
                "answered with 400.",
                answer,
            )
            visitor.must(
                name in visitor.typed(answer) and said.strip() in visitor.typed(answer),
                "The page has the form, and in it as text what had been typed.",
                answer,
                got=f"In the form stands {visitor.typed(answer)}",
            )
        after = visitor.get()
        visitor.must(
            visitor.entries(after) == before,
            "The book is as it was before.",
            after,
            got=f"It begins with {visitor.entries(after)[:1]}",
        )
