"""What does not seem to matter is left out."""

FILE = "calls.py"
REFUSED_BY = "order_of_calls"
CALLS = """
socketserver.BaseServer.serve_forever
socketserver.TCPServer.get_request
socketserver.BaseServer.process_request
socketserver.BaseServer.finish_request
socketserver.StreamRequestHandler.setup
http.server.BaseHTTPRequestHandler.handle
http.server.BaseHTTPRequestHandler.handle_one_request
http.server.BaseHTTPRequestHandler.parse_request
http.server.SimpleHTTPRequestHandler.do_GET
"""

if __name__ == "__main__":
    print(CALLS.strip())
