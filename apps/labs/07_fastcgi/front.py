"""Put nginx in front of the responder, so that a browser can ask it.

    python front.py [port] [the responder's port]

nginx speaks HTTP on one side and FastCGI on the other. It runs here without root, in a
temporary folder of its own, until Ctrl-C. Lab 18 is about nginx; here it is an outside
judge of the responder.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

CONFIGURATION = """
    daemon off;
    master_process off;      # one process is enough here
    pid nginx.pid;
    events { worker_connections 64; }
    http {
        access_log off;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        client_max_body_size 8m;
        upstream responder {
            server 127.0.0.1:%(responder)d;
            keepalive 2;
        }
        server {
            listen 127.0.0.1:%(port)d;
            location / {
                fastcgi_pass responder;
                # FCGI_KEEP_CONN (5.1): the connections stay, as the process does.
                fastcgi_keep_conn on;
                # What a CGI script finds in its environment, lab 06 has it all.
                fastcgi_param GATEWAY_INTERFACE CGI/1.1;
                fastcgi_param SERVER_SOFTWARE   nginx/$nginx_version;
                fastcgi_param SERVER_PROTOCOL   $server_protocol;
                fastcgi_param SERVER_NAME       $host;
                fastcgi_param SERVER_PORT       $server_port;
                fastcgi_param REMOTE_ADDR       $remote_addr;
                fastcgi_param REQUEST_METHOD    $request_method;
                fastcgi_param SCRIPT_NAME       "";
                fastcgi_param PATH_INFO         $uri;
                fastcgi_param QUERY_STRING      $query_string;
                fastcgi_param CONTENT_TYPE      $content_type if_not_empty;
                fastcgi_param CONTENT_LENGTH    $content_length if_not_empty;
                # A field Proxy would be HTTP_PROXY (lab 06).
                fastcgi_param HTTP_PROXY        "" if_not_empty;
            }
        }
    }
"""


def main():
    if not all(word.isdecimal() and int(word) < 65536 for word in sys.argv[1:]):
        sys.exit("Type: python front.py [port] [the responder's port]")
    port = (
        int(sys.argv[1]) if sys.argv[1:] else 8010 if is_free(8010) else a_free_port()
    )
    responder = int(sys.argv[2]) if sys.argv[2:] else 9000
    # Debian keeps nginx where only root's PATH looks.
    path = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/opt/homebrew/bin"])
    nginx = shutil.which("nginx", path=path)
    if not nginx:
        sys.exit(
            "nginx is not on this machine: `manage.py lab doctor` says how to get it."
        )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "nginx.conf")
        with open(file, "w") as configuration:
            configuration.write(CONFIGURATION % {"port": port, "responder": responder})
        print(f"http://127.0.0.1:{port}/ asks the responder on port {responder}.")
        print("Ctrl-C ends it.", flush=True)
        command = [nginx, "-e", "stderr", "-p", folder, "-c", file]
        with subprocess.Popen(command) as process:
            try:
                process.wait()
            except KeyboardInterrupt:
                process.terminate()
    sys.exit(max(process.returncode, 0))


def is_free(port):
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


def a_free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
