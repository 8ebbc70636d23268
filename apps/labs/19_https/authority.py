"""Be a certificate authority for a day, with openssl.

    python authority.py [name…]

makes in var/tls/, beside this file: a root (root.pem, which clients are to trust), an issuing
authority that the root has signed, and a certificate that this one has signed for a site:

    root.pem  ──signs──▶  issuing.pem  ──signs──▶  site.pem

Each has its key: root.key, issuing.key, site.key. Run again, it makes a new key and certificate
for the site; the authorities stay, because others have trusted the root meanwhile.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXTENSIONS = HERE / "extensions.conf"
TLS = HERE / "var/tls"
NAMES = ["secure.localhost", "www.secure.localhost"]


def main():
    names = sys.argv[1:] or NAMES
    # What is made here is for its owner only: who can read a key can be the site.
    os.umask(0o077)
    TLS.mkdir(parents=True, exist_ok=True)
    if not (TLS / "root.pem").exists():
        make_root()
        make_issuing()
    make_site(names)
    print(f"In var/tls: a certificate for {', '.join(names)}.")
    print("Clients are to trust var/tls/root.pem.")


def make_root():
    # -x509: not a request, but at once a certificate that the key itself signs.
    root = ["-x509", "-days", "3650", "-extensions", "root"]
    new_key("root", "The root of lab 19", *root, out="root.pem")


def make_issuing():
    new_key("issuing", "Lab 19 issues", out="issuing.csr")
    sign("issuing", by="root", days=1825)


def make_site(names):
    # The request has the public key and a name, signed by the key: so who asks has the key.
    new_key("site", names[0], out="site.csr")
    # Ninety days: what is renewed that often is renewed by a program, and not forgotten.
    sign("site", by="issuing", days=90, names=names)
    # A server sends its certificate and those that lead to the root, its own first (RFC 8446,
    # 4.4.2). The client knows the root and cannot guess what lies between.
    chain = (TLS / "site.pem").read_bytes() + (TLS / "issuing.pem").read_bytes()
    (TLS / "site.pem").write_bytes(chain)


def new_key(name, subject, *words, out):
    """Make a key, of an elliptic curve and without a password, and what it signs for itself."""
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    where = ["-keyout", f"{name}.key", "-out", out, "-config", str(EXTENSIONS)]
    openssl("req", *words, *kind, *where, "-subj", f"/CN={subject}")


def sign(name, by, days, names=()):
    """Make a certificate of a request, with the extensions that *we* name, not those asked for."""
    request = ["-req", "-in", f"{name}.csr", "-days", str(days)]
    signer = ["-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial"]
    extensions = ["-extfile", str(EXTENSIONS), "-extensions", name]
    out = ["-out", f"{name}.pem"]
    openssl("x509", *request, *signer, *extensions, *out, names=names)


def openssl(*words, names=()):
    # The file of extensions takes the names from the environment.
    names = ",".join(f"DNS:{name}" for name in names) or "DNS:nobody.invalid"
    told = subprocess.run(
        ["openssl", *words],
        cwd=TLS,
        env=os.environ | {"NAMES": names},
        capture_output=True,
        text=True,
    )
    if told.returncode:
        sys.exit(f"openssl {' '.join(words)}\n{told.stderr}")


if __name__ == "__main__":
    main()
