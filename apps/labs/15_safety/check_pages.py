"""Steps of lab 15 about what pages show: notes, addresses, attributes, files."""

import re
from urllib.parse import quote

from apps.labs.browsing import page_of, path_of
from apps.labs.checking import document, step

from .check_people import (
    members,
    person,
    pinboard,
    refuse_active,
    shows,
    theme_of,
    uploaded,
    word,
    works,
)

DJANGO = "https://docs.djangoproject.com/en/5.2/"
ESCAPING = document(
    "Django",
    "Automatic HTML escaping",
    "A template writes < > & \" and ' of a variable so that they mean themselves. What is "
    "marked safe, or put into HTML by hand, is left as it is.",
    DJANGO + "ref/templates/language/#automatic-html-escaping",
)
QUOTED = document(
    "Django",
    "Security: XSS",
    "In an attribute without quotation marks a space ends the value, and what follows is "
    "another attribute. Escaping does not change a space.",
    DJANGO + "topics/security/#cross-site-scripting-xss-protection",
)
LINKS = document(
    "OWASP",
    "Cross Site Scripting Prevention: Output Encoding for URL contexts",
    "An address in href may be a script (javascript:). Of what people type only http and "
    "https are taken for addresses.",
    "https://cheatsheetseries.owasp.org/cheatsheets/"
    "Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
)
UPLOADS = document(
    "Django",
    "Security: User-uploaded content",
    "A file that a browser takes for a page runs its scripts as if they were the site's. "
    "What may be shown is listed, by its kind; all else is for saving; and browsers are "
    "told not to guess (nosniff).",
    DJANGO + "topics/security/#user-uploaded-content",
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00"


@step(
    "A note is text, whatever is written in it",
    clause=ESCAPING,
    question="Which filter says that this text is safe, and who has written the text?",
)
def stored_xss(bench):
    (mallory,) = members(bench, "Mallory")
    for start, end in [
        ("<script>", "</script>"),
        ("<img src=x onerror=", ">"),
        ("<svg/onload=", ">"),
        ("<ScRiPt >", "</sCrIpT>"),
        ("<scr<script>ipt>", "</scr</script>ipt>"),
        ('<a href="javascript:', '">here</a>'),
        ('https://example.org/"onmouseover="', " and on"),
        ("<iframe srcdoc='<b>", "</b>'></iframe>"),
    ]:
        mark = word(bench, "steal")
        typed = f"{start}{mark}{end}"
        place = mallory.write(typed)
        for target in place, f"/search/?q={mark}":
            refuse_active(bench, mallory.get(target), mark, typed)
    link = "https://example.org/?a=1&b=2"
    text = f"I <3 tea & x<y or y>z, {word(bench)}\r\n&lt; stays. See {link}"
    page = mallory.get(mallory.write(text))
    shows(page, text, "a note may have any characters")
    works(
        page,
        "a note's lines are lines",
        re.search(r"<br|</p>\s*<p|<pre|white-space", page.text),
        got="Its two lines are one.",
    )
    links = [element.attributes.get("href") for element in page_of(page).elements]
    works(page, "an address in a note is a link", link in links, got="It is none.")


@step(
    "A page repeats what an address says as text",
    clause=ESCAPING,
    question="Who puts this word into the HTML: a template, or your program by hand?",
)
def reflected_xss(bench):
    reader = person(bench, pinboard(bench), "A reader")
    sought = word(bench)
    typed = f"1 < 2 & <b> {sought}"
    answer = reader.get(f"/search/?q={quote(typed)}")
    # If the page repeats what was searched for, then as it was typed.
    if sought in page_of(answer).text:
        shows(answer, typed, "the page tells what was searched for")
    for start, end in [
        ("<script>", "</script>"),
        ("<script>", ""),
        ('"><img src=x onerror=', ">"),
    ]:
        mark = word(bench, "steal")
        typed = start + mark + end
        # A slash would be another address.
        named = quote(typed.replace("/", ""))
        for target in f"/search/?q={quote(typed)}", f"/members/{named}/":
            answer = reader.get(target)
            if "html" in (answer.field("Content-Type") or "html"):
                refuse_active(bench, answer, mark, target)


@step(
    "A value in an attribute stays in it",
    clause=QUOTED,
    question="Where does an attribute's value end, when no quotation mark says so?",
)
def attribute(bench):
    reader = person(bench, pinboard(bench), "A reader")
    reader.submit(reader.get("/"), theme="dark")
    page = reader.get("/")
    works(page, 'the theme stands in <body class="dark">', theme_of(page) == "dark")
    for start in "x onload=", '" onload="', "x' onload='":
        mark = word(bench, "steal")
        reader.submit(reader.get("/"), theme=start + mark)
        refuse_active(bench, reader.get("/"), mark, f"theme: {start + mark}")


@step(
    "A homepage is the address of a page",
    clause=LINKS,
    question="What does escaping find to escape in javascript:alert(1)?",
)
def homepage(bench):
    (mallory,) = members(bench, "Mallory")
    for good in "https://example.org/~m/?a=1#top", "http://example.org", "":
        answer = mallory.change_profile(homepage=good, about="")
        works(answer, f"a homepage may be {good!r}", answer.status in {302, 303})
    for start in [
        "javascript:",
        "JavaScript:",
        " javascript:",
        "java\tscript:",
        "javascript://example.org/%0a",
        "data:text/html,",
        'https://example.org/" onclick="',
    ]:
        mark = word(bench, "steal")
        mallory.change_profile(homepage=start + mark, about="")
        refuse_active(bench, mallory.page(), mark, f"homepage: {start + mark!r}")


@step(
    "A file that was uploaded is no page of this site",
    clause=UPLOADS,
    question="As what does a browser show this file, and with whose rights does a script "
    "in it run?",
)
def uploaded_page(bench):
    (mallory,) = members(bench, "Mallory")
    answer = mallory.get(uploaded(mallory, word(bench) + ".png", PNG, "image/png"))
    works(
        answer,
        "a picture is shown as one: image/png",
        answer.body == PNG and answer.field("Content-Type") == "image/png",
    )
    script = b"<script>steal()</script>"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg">' + script + b"</svg>"
    for end, content in [
        *((".html", script), (".htm", script), (".HTML", script), (".xhtml", svg)),
        *(
            (".svg", svg),
            (".xml", svg),
            (".png", script),
            ("", script),
            (".txt", script),
        ),
    ]:
        answer = mallory.upload(word(bench) + end, content, "text/html")
        if answer.status not in {302, 303}:
            continue
        answer = mallory.get(path_of(answer.field("Location") or ""))
        if answer.status != 200:
            continue
        kind = (answer.field("Content-Type") or "").partition(";")[0].strip().lower()
        says = (answer.field("Content-Disposition") or "").lower()
        sandbox = "sandbox" in (answer.field("Content-Security-Policy") or "")
        if says.startswith("attachment") or sandbox:
            continue
        bench.expect(
            kind and not re.search("html|xml|svg", kind),
            f"A file that ends in {end or 'nothing'} is not shown as a page: it is for "
            "saving (attachment), or plain text.",
            got=f"Content-Type: {kind}.",
            wire=answer.wire,
        )
        bench.expect(
            (answer.field("X-Content-Type-Options") or "").lower() == "nosniff",
            "A browser is told not to guess what the file is: nosniff.",
            got="There is no such field.",
            wire=answer.wire,
        )
