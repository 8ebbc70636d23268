"""All servers in one file, alias with both slashes, variables by hand and 444."""

FILE = "messages.txt"
