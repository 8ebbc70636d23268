"""Be a certificate authority for a day, with openssl.

    python authority.py [name…]

makes in var/tls/, where you are: a root (root.pem, which clients are to trust), an issuing
authority that the root has signed, and a certificate that this one has signed for a site:

    root.pem  ──signs──▶  issuing.pem  ──signs──▶  site.pem

Each has its key: root.key, issuing.key, site.key. Run again, it makes a new key and certificate
for the site; the authorities stay, because others have trusted the root meanwhile.
"""

import os
import subprocess
import sys
from pathlib import Path

EXTENSIONS = Path(__file__).resolve().with_name("extensions.cnf")
TLS = Path("var/tls")
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
    print(f"In {TLS}: a certificate for {', '.join(names)}.")
    print(f"Clients are to trust {TLS / 'root.pem'}.")


def make_root():
    # -x509: no request, but at once a certificate that the key itself signs.
    words = [
        "-x509",
        *new_key("root"),
        "-days",
        "3650",
        "-subj",
        "/CN=The root of lab 19",
    ]
    openssl("req", *words, "-extensions", "root", "-out", "root.pem")


def make_issuing():
    openssl(
        "req", *new_key("issuing"), "-subj", "/CN=Lab 19 issues", "-out", "issuing.csr"
    )
    sign("issuing", by="root", days=1825)


def make_site(names):
    # The request has the public key and a name, signed by the key: so who asks has the key.
    openssl("req", *new_key("site"), "-subj", f"/CN={names[0]}", "-out", "site.csr")
    # Ninety days: what is renewed that often is renewed by a program, and not forgotten.
    sign("site", by="issuing", days=90, names=names)
    # A server sends its certificate and those that lead to the root, its own first (RFC 8446,
    # 4.4.2). The client knows the root and cannot guess what lies between.
    chain = (TLS / "site.pem").read_bytes() + (TLS / "issuing.pem").read_bytes()
    (TLS / "site.pem").write_bytes(chain)


def new_key(name):
    """Say that a key is to be made: of an elliptic curve, and without a password."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    return [*curve, "-nodes", "-keyout", f"{name}.key", "-config", str(EXTENSIONS)]


def sign(name, by, days, names=()):
    """Make a certificate of a request. It has the extensions that *we* name, not those asked for."""
    openssl(
        *["x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem"],
        *["-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial"],
        *["-days", str(days), "-extfile", str(EXTENSIONS), "-extensions", name],
        names=names,
    )


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
