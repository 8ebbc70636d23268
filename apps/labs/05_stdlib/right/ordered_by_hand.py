"""Put into order by hand, from the source."""

FILE = "calls.py"
CALLS = """
socketserver.BaseServer.serve_forever
socketserver.TCPServer.get_request
socketserver.BaseServer.verify_request
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
