"""Every address of the site, read from the URLconf. Other tests walk over them."""

import ast
import inspect
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
        if hasattr(self.callback, "view_class"):
            return self.callback.view_class
        return inspect.unwrap(self.callback)

    @property
    def is_function(self):
        return inspect.isfunction(self.view) and not hasattr(
            self.callback, "view_class"
        )

    @property
    def is_of_django(self):
        """Whether Django ships the whole page: log in, log out, password, flat page."""
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
            return (
                ["flatpages/default.html"] if self.view.__name__ == "flatpage" else []
            )
        tree = ast.parse(inspect.getsource(self.view))
        return [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.endswith(".html")
        ]


def addresses():
    """Give every address but the back office's, whose pages are Django's own."""
    return sorted(_walk(get_resolver(), "", ""), key=lambda address: address.name)


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
