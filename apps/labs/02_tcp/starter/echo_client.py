"""Send standard input to a server, and print what comes back to its end.

    echo hello | python echo_client.py localhost 8007

When nobody answers there, say so on standard error, with an exit status that is not 0.
"""

import sys


def main():
    name, port = sys.argv[1], int(sys.argv[2])
    # Your part: connect; send all of sys.stdin.buffer; say that this was all; write
    # what comes to sys.stdout.buffer.
    print(f"A conversation with {name}, port {port}, should stand here.")


if __name__ == "__main__":
    main()
