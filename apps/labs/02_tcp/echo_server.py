"""Send each client its own bytes back: the smallest useful server (RFC 862).

    python echo_server.py [port]

In another terminal: python echo_client.py localhost 8007, or telnet, or nc.
"""

import socket
import sys


def main():
    asked = sys.argv[1] if sys.argv[1:] else None
    with listening(asked) as listener:
        host, port = listener.getsockname()
        print(f"Echo on {host}, port {port}. Ctrl-C ends it.", flush=True)
        while True:
            # The kernel completes the handshakes by itself and puts each finished
            # connection into a queue. accept takes the next one out, as a socket of
            # its own; the listening socket never carries data (RFC 9293, 3.9.1.1).
            connection, address = listener.accept()
            # `with` closes it whatever happens: the client waits for that.
            with connection:
                try:
                    echo(connection)
                except ConnectionError as error:
                    # A client whose network breaks resets the connection (RFC 9293,
                    # 3.5.2). That is its trouble; the next client must not suffer.
                    print(f"{address[0]}, port {address[1]}: {error}", flush=True)


def listening(asked):
    """Open a socket that clients can connect to; without a wish, at 8007 or any port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Whoever closes first keeps the port in TIME-WAIT for a minute or more, so that
    # late packets cannot get into a new connection (RFC 9293, 3.6.1). Without this
    # option a server that is restarted meanwhile hears "Address already in use".
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        # bind gives the socket its near end: 127.0.0.1 is this machine only, "" would
        # be all its networks.
        listener.bind(("127.0.0.1", int(asked or 8007)))
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8007 is not to be had ({error.strerror}): any other.")
        listener.bind(("127.0.0.1", 0))
    # listen makes it passive: from now on clients are let in. Its number is how many
    # finished connections may wait for accept. It is not a number of clients.
    listener.listen(128)
    return listener


def echo(connection):
    """Send back what comes, until the client says that nothing more will come."""
    # TCP carries a stream of bytes. It knows no messages: what the client sent in one
    # piece may arrive in three, and three in one (RFC 9293, 2.2). recv waits until
    # there is something, and gives what there is: 1 byte, or up to 4096.
    while chunk := connection.recv(4096):
        # send may take only a part and says how much; sendall goes on until all is
        # handed over.
        connection.sendall(chunk)
    # b"" is not "nothing yet". It is the end: the client has closed, or has said that
    # it sends no more (FIN). Nothing will ever come again.


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
