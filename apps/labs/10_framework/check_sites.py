"""The sites that the check of lab 10 writes on the learner's framework."""

GREETING = """
from framework import App

app = App()

@app.route("/greeting")
def greeting(request):
    return "Grüße, 你好"

@app.route("/markup")
def markup(request):
    return "<b>This is not bold.</b>"
"""

HELLO = """
from framework import App

app = App()

@app.route("/hello/{name}")
def hello(request, name):
    return f"Hello, {name}!"
"""

ROUTE_GIVES_BACK = """
from framework import App

app = App()

@app.route("/home")
@app.route("/house")
def home(request):
    return "home"

def start(request):
    return "start, then " + home(request)

app.add_route("/start", start)
"""

TWO_APPS = """
from framework import App

app, office = App(), App()

@app.route("/open")
def page(request):
    return "for all"

@office.route("/secret")
def secret(request):
    return "for the office"
"""

WHOLE_PATH = """
from framework import App

app = App()

@app.route("/about")
def about(request):
    return "about"

@app.route("/robots.txt")
def robots(request):
    return "robots"
"""

FIELDS = """
from framework import App

app = App()

@app.route("/hello/you")
def you(request):
    return "Hello, you!"

@app.route("/hello/{name}")
def hello(request, name):
    return f"Hello, {name}!"

@app.route("/{year}/{title}.html")
def article(request, year, title):
    return f"{title} of {year}"
"""

QUERY = """
from framework import App

app = App()

@app.route("/search")
def search(request):
    words = [f"{key}={value}" for key, value in sorted(request.query.items())]
    return f"{request.method} {request.path} " + " ".join(words)
"""

PREFIX = """
from framework import App

shop = App()

@shop.route("/")
def home(request):
    return "home"

@shop.route("/hello/{name}")
def hello(request, name):
    return f"Hello, {name}!"

def app(environ, start_response):
    # As a server does with a site that lives below /shop.
    path = environ["PATH_INFO"].removeprefix("/shop")
    environ |= {"SCRIPT_NAME": "/shop", "PATH_INFO": path}
    return shop(environ, start_response)
"""

OWN_RESPONSE = """
from framework import App, Response

app = App()

@app.route("/new", methods=["POST"])
def new(request):
    return Response("Made.", status=201, headers={"Content-Language": "en"})

@app.route("/page")
def page(request):
    return Response("<p>Hi", headers={"content-type": "text/html"})
"""

LAMP = """
from framework import App

app = App()

class Lamp:
    def __init__(self):
        self.times = 0

    def get(self, request, number):
        self.times += 1
        return f"Lamp {number} is off, looked at {self.times} time"

    def post(self, request, number):
        return f"Lamp {number} is switched"

    def password(self, request, number):
        return "for nobody"

app.add_route("/lamp/{number}", Lamp)

@app.route("/")
def home(request):
    return "home"
"""

EXCEPTION = """
from framework import App

app = App()

@app.route("/home")
def home(request):
    return "home"

@app.route("/boom/{secret}")
def boom(request, secret):
    raise ValueError(f"The password is {secret}")
"""

WRONG_TYPE = """
from framework import App

app = App()

@app.route("/forgot")
def forgetful(request):
    text = "built, and never returned"

@app.route("/number")
def counting(request):
    return 42
"""

ERROR_HANDLER = """
from framework import App, HTTPError, Response

app = App()

@app.route("/books/{title}")
def book(request, title):
    raise HTTPError(404, "No such book")

@app.route("/boom")
def boom(request):
    raise ValueError("boom")

@app.error(404)
def not_found(request, error):
    return f"Lost: {request.path}"

@app.error(405)
def not_allowed(request, error):
    return Response(f"Not {request.method}")

@app.error(500)
def sorry(request, error):
    return f"Sorry: {type(error).__name__}"
"""

ERROR_IN_ERROR_HANDLER = """
from framework import App

app = App()

@app.error(404)
def not_found(request, error):
    raise ZeroDivisionError("in the error handler")

@app.error(500)
def sorry(request, error):
    return 1 / 0
"""

DUPLICATES = """
from framework import App

app = App()
refused = []

def page(request, **fields):
    return "page"

for path in ["/a", "/a/{x}", "/b", "/a", "/a/{y}"]:
    try:
        app.add_route(path, page)
    except ValueError as error:
        refused.append(f"{path}: {error}")

@app.route("/refused")
def tell(request):
    return "\\n".join(refused)
"""
