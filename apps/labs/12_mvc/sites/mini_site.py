"""The two pages of the grid, on the framework of labs 10 and 11: framework.py."""

from framework import App

application = App()


@application.route("/hello/{name}")
def hello(request, name):
    return f"Hello, {name}!"


@application.route("/hello", methods=["POST"])
def form(request):
    return hello(request, request.POST["name"])
