"""Make the classic mistakes with certificates and TLS, and look at what clients say.

    python mistakes.py [number]

For each, a server block of nginx's is written, in a temporary folder, and asked by curl and by
Python, which both trust the right root. Python looks for the name as browsers do: in subjectAltName
and nowhere else. messages.txt is where you write which message is about which mistake. Guess first.
"""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAME = "secure.localhost"
CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
EXTENSIONS = """
[req]
distinguished_name = none
[none]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[site]
basicConstraints = critical, CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
extendedKeyUsage = serverAuth
[named]
basicConstraints = critical, CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
extendedKeyUsage = serverAuth
subjectAltName = $ENV::NAMES
"""

# What is believed, and the lines of the server block that come of it.
MISTAKES = {
    1: (
        "the name stands in CN, where it has always stood",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate cn_only.pem; ssl_certificate_key cn_only.key;",
    ),
    2: (
        "a certificate is made once",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate expired.pem; ssl_certificate_key expired.key;",
    ),
    3: (
        "a certificate for www.secure.localhost is one for secure.localhost",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate other.pem; ssl_certificate_key other.key;",
    ),
    4: (
        "the certificate of the site is all that a client needs",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate leaf.pem; ssl_certificate_key good.key;",
    ),
    5: (
        "a certificate that one signs oneself is a certificate too",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate self_signed.pem; ssl_certificate_key self_signed.key;",
    ),
    6: (
        "old protocols are for old clients",
        "listen 127.0.0.1:PORT ssl; ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;\n"
        "ssl_certificate good.pem; ssl_certificate_key good.key;",
    ),
    7: (
        "a certificate in the server block makes it speak TLS",
        "listen 127.0.0.1:PORT;\n"
        "ssl_certificate good.pem; ssl_certificate_key good.key;",
    ),
    8: (
        "port is port (and the link says http:)",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate good.pem; ssl_certificate_key good.key;",
    ),
    9: (
        "the certificate was renewed, and with it the key; one of them was copied",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate good.pem; ssl_certificate_key other.key;",
    ),
    10: (
        "the application sends people from http to https, and nobody has told it which it is",
        "listen 127.0.0.1:PORT ssl;\n"
        "ssl_certificate good.pem; ssl_certificate_key good.key;\n"
        "location / { proxy_pass http://unix:app.sock; proxy_set_header Host $http_host; }",
    ),
}
FRAME = """
daemon off; pid nginx.pid; error_log error.log; worker_processes 1;
events { worker_connections 64; }
http {
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi; access_log off;
    server {
        # The application of mistake 10.
        listen unix:app.sock;
        if ($http_x_forwarded_proto != https) { return 301 https://$http_host$request_uri; }
    }
    server {
        server_name secure.localhost;
        add_header Content-Type text/plain;
LINES
        location = /hello { return 200 "Hello\\n"; }
    }
}
"""


def main():
    wanted = [int(word) for word in sys.argv[1:]] or list(MISTAKES)
    if unknown := [number for number in wanted if number not in MISTAKES]:
        sys.exit(f"There is no mistake {unknown[0]}: they are 1 to {len(MISTAKES)}.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_certificates(folder)
        for number in wanted:
            make(number, folder)


# Certificates, right and wrong


def make_certificates(folder):
    """Make a root, an authority below it, and certificates by it. All are in the folder.

    good.pem is right, and has its chain; leaf.pem is the same without it.
    """
    (folder / "extensions.conf").write_text(EXTENSIONS)
    request(folder, "root", "-x509", "-extensions", "authority", out="root.pem")
    request(folder, "issuing")
    sign(folder, "issuing", by="root", section="authority")
    for name, section, names, days in [
        ("good", "named", NAME, 30),
        ("cn_only", "site", NAME, 30),
        ("expired", "named", NAME, -1),
        ("other", "named", f"www.{NAME}", 30),
    ]:
        request(folder, name)
        sign(folder, name, by="issuing", section=section, names=names, days=days)
    shutil.copy(folder / "good.pem", folder / "leaf.pem")
    for name in "good", "cn_only", "expired", "other":
        with open(folder / f"{name}.pem", "ab") as chain:
            chain.write((folder / "issuing.pem").read_bytes())
    words = ["-x509", "-extensions", "named"]
    request(folder, "self_signed", *words, out="self_signed.pem")


def request(folder, name, *words, out=None):
    subject = NAME if name not in {"root", "issuing"} else f"The {name} authority"
    openssl(
        *[folder, "req", *CURVE, "-keyout", f"{name}.key", "-subj", f"/CN={subject}"],
        *["-config", "extensions.conf", *words, "-out", out or f"{name}.csr"],
    )


def sign(folder, name, by, section, names=NAME, days=30):
    words = ["x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem"]
    words += ["-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial"]
    words += ["-extfile", "extensions.conf", "-extensions", section, "-days", str(days)]
    openssl(folder, *words, names=names)


def openssl(folder, *words, names=NAME):
    around = os.environ | {"NAMES": f"DNS:{names}"}
    told = subprocess.run(
        ["openssl", *words], cwd=folder, env=around, capture_output=True, text=True
    )
    if told.returncode:
        sys.exit(f"openssl {' '.join(words)}\n{told.stderr}")


# The mistakes


def make(number, folder):
    belief, lines = MISTAKES[number]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    shown = "\n".join(f"        {line}" for line in lines.splitlines())
    print(f"\nMistake {number}: {belief}\n{shown}", flush=True)
    lines = shown.replace("PORT", str(port))
    (folder / "nginx.conf").write_text(FRAME.replace("LINES", lines))
    for left in folder.glob("*.sock"):
        left.unlink()

    command = [find("nginx"), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    command += ["-g", "user root;"] if os.geteuid() == 0 else []
    test = subprocess.run([*command, "-t"], cwd=folder, capture_output=True, text=True)
    if test.returncode:
        tell("nginx -t says", test.stderr.replace(f"{folder}/", ""))
        return
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: listens(port) or process.poll() is not None)
            ask(number, folder, port)
        finally:
            process.terminate()


def ask(number, folder, port):
    scheme, path = (
        ("http" if number == 8 else "https"),
        "/" if number == 10 else "/hello",
    )
    page = f"{scheme}://{NAME}:{port}{path}"
    told = subprocess.run(
        [find("curl"), "-sS", "-L", "--max-redirs", "5", "--tlsv1.2"]
        + ["--cacert", "root.pem"]
        + ["--resolve", f"{NAME}:{port}:127.0.0.1", "-w", "\n%{http_code}", page],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    body, _, status = told.stdout.rpartition("\n")
    # What begins with a tag is a page of nginx's; its title says enough.
    title = body.partition("<title>")[2].partition("</title>")[0]
    said = told.stderr.partition("\n")[0] or f"{status}: {title or body.strip()}"
    tell("curl says", said)
    if scheme == "https" and number != 10:
        tell("Python says", by_python(folder / "root.pem", port))


def by_python(root, port):
    context = ssl.create_default_context(cafile=str(root))
    context.hostname_checks_common_name = False
    # As browsers have it; so has curl above. A client that still offers 1.1, as that of many a
    # system does, fails later and with other words.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
            context.wrap_socket(plain, server_hostname=NAME),
        ):
            return "I trust it."
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except (ssl.SSLError, OSError) as error:
        return str(error)


def tell(who, words):
    print(f"    {who}:")
    for line in words.strip().splitlines():
        print(f"        {line[:300]}")


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(is_so, seconds=15):
    deadline = time.monotonic() + seconds
    while not (answer := is_so()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return answer


def find(name):
    # Debian keeps nginx where only root's PATH looks.
    path = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/opt/homebrew/bin"])
    found = shutil.which(name, path=path)
    if not found:
        sys.exit(f"{name} is not here: `manage.py lab doctor` says how to get it.")
    return found


if __name__ == "__main__":
    main()
