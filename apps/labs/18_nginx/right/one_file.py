"""All servers in one file, alias with both slashes, variables by hand, 444, a named error page."""

FILE = "messages.txt"
