"""The two pages of the grid, on CherryPy: an object is a page, its methods are below it."""

import cherrypy

# It brings a server of its own (cheroot). Here others serve, and log.
cherrypy.config.update({"environment": "embedded", "log.screen": False})


class Site:
    @cherrypy.expose
    def hello(self, name):
        # /hello/ada and the form's name=ada both arrive as the argument `name`.
        cherrypy.response.headers["Content-Type"] = "text/plain; charset=utf-8"
        return f"Hello, {name}!".encode()


application = cherrypy.tree.mount(Site(), "")
