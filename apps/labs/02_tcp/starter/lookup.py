"""Print the addresses of a name, one a line.

    python lookup.py localhost

When the name has none, say so on standard error and end with an exit status that is
not 0: sys.exit("words") does both.
"""

import sys


def main():
    name = sys.argv[1]
    # Your part: socket.getaddrinfo is the door to the resolver.
    print(f"The addresses of {name} should stand here.")


if __name__ == "__main__":
    main()
