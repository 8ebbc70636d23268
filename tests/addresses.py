"""Every address of the site, read from the URLconf. Other tests walk over them."""

import ast
import inspect
import re
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Address:
    """One line of a urls.py: what it is called, where it lies, who answers."""

    name: str
    route: str
    callback: object

    @property
    def view(self):
        """The function or class itself, without its decorators."""
        return getattr(self.callback, "view_class", inspect.unwrap(self.callback))

    @property
    def view_name(self):
        """The name as functions have it: password_change for a class PasswordChange."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.view.__name__).lower()

    @property
    def is_function(self):
        return inspect.isfunction(self.view)

    @property
    def is_of_django(self):
        """Whether Django ships the whole page: a new password, a flat page."""
        return self.view.__module__.startswith("django.")

    @property
    def file(self):
        """The file of the view, from the root of the repository."""
        return Path(inspect.getsourcefile(self.view)).resolve().relative_to(ROOT)

    @property
    def templates(self):
        """The templates that the view names: strings in it that end in .html."""
        if not self.is_function:
            name = self.callback.view_initkwargs.get("template_name")
            return [name] if name else []
        if self.is_of_django:
            return ["flatpages/default.html"]
        tree = ast.parse(inspect.getsource(self.view))
        return [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.endswith(".html")
        ]


def addresses():
    """Give every address but the back office's and those that serve files in debug."""
    found = _walk(get_resolver(), "", "")
    named = (address for address in found if address.name or not address.is_of_django)
    return sorted(named, key=lambda address: address.name)


def _walk(resolver, route, namespace):
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern).removeprefix("^").removesuffix(r"\Z")
        if not isinstance(pattern, URLResolver):
            yield Address(
                f"{namespace}{pattern.name or ''}", f"/{here}", pattern.callback
            )
        elif pattern.namespace != "admin":
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern, here, namespace + inner)
