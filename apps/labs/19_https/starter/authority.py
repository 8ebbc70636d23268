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
    if (TLS / "site.pem").exists():
        print(f"In var/tls: a certificate for {', '.join(names)}.")
        print("Clients are to trust var/tls/root.pem.")


def make_root():
    # Your part: root.key, and root.pem, which the key itself signs. `openssl(…)` runs one command
    # in var/tls/. The extensions are those of a section in extensions.conf, yours to write too.
    print(
        "authority.py is not finished: make_root, make_issuing and make_site are yours."
    )


def make_issuing():
    # Your part: issuing.key and issuing.pem, signed by the root.
    pass


def make_site(names):
    # Your part: site.key, and site.pem, signed by the issuing authority, for these names; and
    # behind it in the same file what a client needs that knows the root alone. What is signed is
    # not valid for ever.
    pass


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
