"""The authority: what it signs holds for the right names, and for nothing else."""

import re
import shutil
import stat
import subprocess

from apps.labs.checking import document, rfc, step
from apps.labs.wires import Refused

from .check_asks import NAME, PROFILE, authority, distrust, made, temporary


@step(
    "authority.py makes a root and a certificate for the site",
    clause=document(
        "OpenSSL",
        "openssl req, openssl x509",
        "req -x509 makes a certificate that signs itself; req makes a request, and x509 -req "
        "a certificate of one.",
        "https://docs.openssl.org/3.0/man1/openssl-req/",
    ),
    question="Which files does each of your openssl commands read and write?",
)
def makes(bench):
    made(bench)


@step(
    "Between root and site stands another, and site.pem has the chain",
    clause=rfc(
        8446,
        "4.4.2",
        "A server sends its own certificate first, and then those that certify it, one "
        "after the other; the root may be left out.",
    ),
    question="Whose key has signed site.pem, and how does a client that knows the root alone "
    "come to know that one?",
)
def has_chain(bench):
    folder = made(bench)
    number = len(certificates(folder / "site.pem"))
    bench.expect(
        number >= 2,
        "In site.pem there are two certificates: the site's, and that of who signed it.",
        got=f"In PEM, from BEGIN CERTIFICATE to END CERTIFICATE, there is {number or 'none'}.",
    )
    bench.expect(
        certificates(folder / "site.pem")[0] not in certificates(folder / "root.pem"),
        "The site's own comes first.",
        got="The first is the root.",
    )
    alone = temporary(bench) / "leaf.pem"
    alone.write_text(certificates(folder / "site.pem")[0])
    why = distrust(folder / "root.pem", alone, folder / "site.key", NAME)
    bench.expect(
        why,
        "The root has not signed the site itself: its key could be in a safe.",
        got="A client that knows the root alone takes the site's certificate alone.",
        clause=rfc(
            5280,
            "3.2",
            "Between the root that is trusted and the certificate in question there may be "
            "others: a certification path.",
        ),
    )


@step(
    "The names are where clients look for them",
    clause=rfc(
        9110,
        "4.3.4",
        "The name that was asked for must be among those of subjectAltName. A client must "
        "not take a name from CN.",
    ),
    question="Where do your names stand in what `openssl x509 -noout -text -in "
    "var/tls/site.pem` shows?",
)
def has_names(bench):
    folder = made(bench)
    trusted(bench, folder, NAME, f"www.{NAME}")
    why = distrust(*files(folder), "else.localhost")
    bench.expect(
        why,
        "It holds for no other name: not for else.localhost.",
        got="A client takes it for else.localhost, too.",
    )
    name = f"site-{bench.random.randrange(10**6)}.example"
    authority(bench, name)
    trusted(bench, folder, name)


@step(
    "The site is nobody's authority",
    clause=PROFILE,
    question="What may the key of your site sign, and who forbids it?",
)
def site_signs_nothing(bench):
    folder = made(bench)
    shop = temporary(bench)
    for name in "site.pem", "site.key":
        shutil.copy(folder / name, shop)
    # Whoever steals the site's key becomes an authority with it, if they can.
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl(
        shop, "req", *curve, "-keyout", "bank.key", "-subj", "/CN=b", "-out", "b.csr"
    )
    (shop / "b.cnf").write_text(
        "[b]\nbasicConstraints = critical, CA:FALSE\nsubjectKeyIdentifier = hash\n"
        "authorityKeyIdentifier = keyid\nsubjectAltName = DNS:bank.example\n"
    )
    openssl(
        *[
            shop,
            "x509",
            "-req",
            "-in",
            "b.csr",
            "-CA",
            "site.pem",
            "-CAkey",
            "site.key",
        ],
        *[
            "-CAcreateserial",
            "-extfile",
            "b.cnf",
            "-extensions",
            "b",
            "-out",
            "bank.pem",
        ],
    )
    with open(shop / "bank.pem", "a") as chain:
        chain.write((folder / "site.pem").read_text())
    why = distrust(
        folder / "root.pem", shop / "bank.pem", shop / "bank.key", "bank.example"
    )
    bench.expect(
        why,
        "With the site's key one cannot make a certificate for bank.example.",
        got="The check has done so, and a client that trusts root.pem took it.",
    )


@step(
    "Keys are for their owner",
    clause=document(
        "OWASP",
        "Key storage",
        "Who can read the key of a site can be the site; of an authority, any site.",
        "https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
    ),
    question="What does `ls -l var/tls` say: who on this machine may read site.key?",
)
def keys_are_private(bench):
    folder = made(bench)
    for path in sorted(folder.glob("*.key")):
        mode = stat.S_IMODE(path.stat().st_mode)
        bench.expect(
            not mode & 0o077,
            f"Nobody but its owner can read or write {path.name}.",
            got=f"Its mode is {mode:o}.",
        )


@step(
    "A certificate is renewed, and the root stays",
    clause=rfc(
        5280,
        "4.1.2.5",
        "A certificate is valid from a moment to another, and then another is needed.",
    ),
    question="What have people done with root.pem since your program ran last?",
)
def renews(bench):
    folder = made(bench)
    root, site = (folder / "root.pem").read_bytes(), (folder / "site.pem").read_bytes()
    kept = temporary(bench) / "root.pem"
    kept.write_bytes(root)
    authority(bench)
    bench.expect(
        (folder / "site.pem").read_bytes() != site,
        "Run again, authority.py makes another certificate for the site.",
        got="site.pem is the same.",
    )
    why = distrust(kept, folder / "site.pem", folder / "site.key", NAME)
    bench.expect(
        not why,
        "Who has trusted the first root.pem trusts the new certificate.",
        got=f"A client says: {why}.",
    )


def trusted(bench, folder, *names):
    """Refuse unless a strict client takes the certificate for each of these names."""
    for name in names:
        why = distrust(*files(folder), name)
        if why:
            # About the name it says "Hostname mismatch"; all else is the way to the root.
            raise Refused(
                f"A client that trusts root.pem takes site.pem for {name}.",
                got=f"It says: {why}.\n{described(folder / 'site.pem')}",
                clause=None if "ostname" in why else PATH,
                question="" if "ostname" in why else WHICH,
            )


PATH = rfc(
    5280,
    "6.1",
    "Each certificate on the way to the root is signed by the next one's key, is valid now, "
    "and belongs to an authority, except the first.",
)
WHICH = (
    "Which certificate on the way from the site to the root does your client dislike?"
)


def described(path):
    """Give what the first certificate says of itself."""
    told = openssl(
        *[path.parent, "x509", "-in", path.name, "-noout", "-subject", "-issuer"],
        *[
            "-dates",
            "-ext",
            "subjectAltName,basicConstraints,keyUsage,extendedKeyUsage",
        ],
    )
    return re.sub(r"\n +", " ", told).strip()


def certificates(path):
    """Give those that a file has in PEM, one after the other."""
    pattern = r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----"
    return re.findall(pattern, path.read_text(errors="replace"), re.S)


def files(folder):
    return folder / "root.pem", folder / "site.pem", folder / "site.key"


def openssl(folder, *words):
    told = subprocess.run(
        ["openssl", *words], cwd=folder, capture_output=True, text=True, timeout=60
    )
    return told.stdout + told.stderr
