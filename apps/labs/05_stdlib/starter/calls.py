"""Print the calls that lead from serve_forever to do_GET, in their order.

    python calls.py

Put the lines into the order in which they are called when a server answers one request.
Read the source of the two modules for that. Or write a program that finds out.
"""

# In the order of the alphabet, which is not yours.
CALLS = """
http.server.BaseHTTPRequestHandler.handle
http.server.BaseHTTPRequestHandler.handle_one_request
http.server.BaseHTTPRequestHandler.parse_request
http.server.SimpleHTTPRequestHandler.do_GET
socketserver.BaseServer.finish_request
socketserver.BaseServer.process_request
socketserver.BaseServer.serve_forever
socketserver.BaseServer.verify_request
socketserver.StreamRequestHandler.setup
socketserver.TCPServer.get_request
"""

if __name__ == "__main__":
    print(CALLS.strip())
