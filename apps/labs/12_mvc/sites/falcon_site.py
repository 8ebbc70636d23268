"""The two pages of the grid, on Falcon: a resource is a class, a method of HTTP its method."""

import falcon


class Hello:
    def on_get(self, request, response, name):
        response.content_type = "text/plain; charset=utf-8"
        response.text = f"Hello, {name}!"

    def on_post_form(self, request, response):
        self.on_get(request, response, request.get_media()["name"])


application = falcon.App()
application.add_route("/hello/{name}", Hello())
application.add_route("/hello", Hello(), suffix="form")
