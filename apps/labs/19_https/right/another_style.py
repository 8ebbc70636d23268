"""All by a shell, an RSA key, the root at the end of the chain; an HTTPS client; TLS 1.3 only, and 421s."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FILE = "authority.py"

# Everything on command lines, with RSA keys, and a full chain with the root at its end.
SITE = """basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = {}
"""
BETWEEN = """basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def run(command, cwd="var/tls"):
    subprocess.run(command, shell=True, check=True, cwd=cwd, stderr=subprocess.DEVNULL)


os.makedirs("var/tls", exist_ok=True)
os.umask(0o077)
tls = Path("var/tls")
names = sys.argv[1:] or ["secure.localhost", "www.secure.localhost"]
(tls / "ca.cnf").write_text("[req]\ndistinguished_name=d\n[d]\n[v]\n" + BETWEEN)
(tls / "between.ext").write_text(BETWEEN)
(tls / "site.ext").write_text(SITE.format(",".join(f"DNS:{name}" for name in names)))
if not (tls / "root.pem").exists():
    run("openssl ecparam -name prime256v1 -genkey -noout -out root.key")
    run(
        "openssl req -new -x509 -key root.key -out root.pem -subj /O=Me/CN=R -days 99 -config ca.cnf -extensions v"
    )
    run("openssl ecparam -name secp384r1 -genkey -noout -out middle.key")
    run(
        "openssl req -new -key middle.key -out middle.csr -subj /O=Me/CN=M -config ca.cnf"
    )
    run(
        "openssl x509 -req -in middle.csr -CA root.pem -CAkey root.key -set_serial 7 -out middle.pem -days 98 -extfile between.ext"
    )
run("openssl genrsa -out site.key 2048")
run("openssl req -new -key site.key -out site.csr -subj /O=Me -config ca.cnf")
run(
    f"openssl x509 -req -in site.csr -CA middle.pem -CAkey middle.key -set_serial {os.getpid()} -out leaf.pem -days 30 -extfile site.ext"
)
with open(tls / "site.pem", "wb") as chain:
    for part in "leaf.pem", "middle.pem", "root.pem":
        with open(tls / part, "rb") as file:
            shutil.copyfileobj(file, chain)
