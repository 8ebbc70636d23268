"""The site: TLS, and what it owes to browsers and to the application."""

import re
import ssl
import subprocess

from apps.labs import ports
from apps.labs.checking import document, rfc, step
from apps.labs.nginxes import expect_told_apart, must_stay
from apps.labs.wires import Refused

from .check_asks import NAME, Site, directive

EVIL = "evil.example"


@step(
    "The site speaks TLS, and a client that knows the root is content",
    clause=directive(
        "ssl_certificate",
        "The file with the server's certificate and those that lead to the root.",
    ),
    question="What does `openssl s_client -connect … -showcerts` show that your server sends?",
)
def speaks_tls(bench):
    site = Site(bench)
    answer = site.ask_tls("/")
    site.expect(
        answer.status == 200 and answer.field("X-App"),
        f"https://{NAME}/ is the application's page.",
        answer,
    )
    must_stay(site.server, "var/nginx.pid")


@step(
    "Nothing older than TLS 1.2",
    clause=rfc(8996, "1", "TLS 1.0 and TLS 1.1 must not be used any more."),
    question="Which versions does your nginx offer, and which of them does anybody need?",
)
def refuses_old_tls(bench):
    site = Site(bench)
    site.ready()
    for version in "tls1", "tls1_1":
        told = subprocess.run(
            ["openssl", "s_client", "-connect", f"{ports.HOST}:{site.server.port}"]
            + ["-servername", NAME, f"-{version}", "-cipher", "ALL:@SECLEVEL=0"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        bench.expect(
            b"BEGIN CERTIFICATE" not in told.stdout,
            f"A client of {version.replace('tls1', 'TLS 1').replace('_', '.')} is refused.",
            got="It got a certificate, and could have gone on.",
        )


@step(
    "Plain HTTP sends people to HTTPS",
    clause=rfc(
        9110,
        "15.4",
        "3xx with a Location: the client asks there. The address is the server's to say.",
    ),
    question="Whose words are in your Location: yours, or the client's?",
)
def redirects(bench):
    site = Site(bench)
    wanted = f"https://{site.ready()}/a/page?b=%20c"
    for host in NAME, f"www.{NAME}", EVIL:
        answer = site.ask_plain("/a/page?b=%20c", "X-Forwarded-Proto: https", host=host)
        place = answer.field("Location") or ""
        names = (
            {wanted, wanted.replace("//", "//www.", 1)} if host != EVIL else {wanted}
        )
        if host == EVIL and answer.status >= 400:
            continue
        site.expect(
            answer.status in {301, 302, 307, 308} and place in names,
            f"Asked as {host}, it redirects to {wanted}",
            answer,
            got=f"{answer.status}, Location: {place}",
        )


@step(
    "HSTS: one field, with each answer over TLS",
    clause=rfc(
        6797,
        "7.1",
        "One Strict-Transport-Security, with each answer over TLS. With two, clients look "
        "at the first only (8.1). And none over plain HTTP (7.2).",
    ),
    question="Who writes this field: nginx, the application, both, and who with an error?",
)
def has_hsts(bench):
    site = Site(bench)
    site.ready()
    for target in "/", "/static/style.css", "/static/nothing.css", "/nothing":
        answer = site.ask_tls(target)
        found = [
            v for n, v in answer.fields if n.lower() == "strict-transport-security"
        ]
        age = re.search(r"max-age=\"?(\d+)", found[0]) if found else None
        site.expect(
            len(found) == 1 and age and int(age[1]) > 0,
            f"{target} has one Strict-Transport-Security, with a max-age above 0.",
            answer,
            got=f"{answer.status}, with {len(found)}: {' and '.join(found) or 'none'}.",
        )
    answer = site.ask_plain("/")
    site.expect(
        not answer.field("Strict-Transport-Security"),
        "Over plain HTTP there is none: anybody on the way could have written it.",
        answer,
    )
    answer = site.ask_tls("/static/style.css")
    site.expect(
        answer.status == 200 and answer.field("Cache-Control"),
        "/static/style.css keeps its Cache-Control.",
        answer,
        clause=directive(
            "add_header",
            "Inherited from the outer block if, and only if, the inner one has none.",
            "ngx_http_headers_module",
        ),
    )


@step(
    "The application knows how the client came, and a client cannot tell it otherwise",
    clause=document(
        "Django",
        "SECURE_PROXY_SSL_HEADER",
        "Believe the field only if the proxy strips it from whatever clients send.",
        "https://docs.djangoproject.com/en/5.2/ref/settings/#secure-proxy-ssl-header",
    ),
    question="Which variables of the environ come from nginx, and which from the client?",
)
def tells_scheme(bench):
    site = Site(bench)
    lies = ["X-Forwarded-Proto: http", f"X-Forwarded-Host: {EVIL}"]
    answer = site.ask_tls("/environ", *lies)
    found = dict(line.partition("=")[::2] for line in answer.text.splitlines())
    for name, right in [
        ("wsgi.url_scheme", {"https"}),
        ("HTTP_X_FORWARDED_PROTO", {"https", None}),
    ]:
        site.expect(
            found.get(name) in right,
            f"{name} is https, whatever the client claims.",
            answer,
            got=f"It is {found.get(name)}.",
        )
    site.expect(
        EVIL not in found.get("HTTP_X_FORWARDED_HOST", ""),
        "X-Forwarded-Host is not the client's either.",
        answer,
        got=f"It is {found.get('HTTP_X_FORWARDED_HOST')}.",
    )


@step(
    "Who comes for another name does not get the site",
    clause=rfc(
        9110,
        "7.4",
        "A request for a name for which the server does not speak is misdirected: 421.",
    ),
    question="There are two names: one in the handshake and one in the request. Who looks at "
    "which?",
)
def refuses_strangers(bench):
    site = Site(bench)
    site.ready()
    answer = site.ask_tls("/", host=EVIL)
    site.expect(
        answer.status >= 400 and not answer.field("X-App"),
        f"After a handshake for {NAME}, a request with Host: {EVIL} is refused: 421.",
        answer,
    )
    # What name the certificate holds is of no interest here; only what comes.
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    try:
        answer = site.ask_tls("/", sni=EVIL, host=EVIL, context=careless)
    except Refused:
        return
    site.expect(
        answer.status >= 400 and not answer.field("X-App"),
        f"A handshake for {EVIL} is refused, or at least the request after it.",
        answer,
    )


@step(
    "You know a mistake by what is said about it",
    clause=document(
        "OpenSSL",
        "openssl verify, diagnostics",
        "Each way in which a chain can be wrong has a message of its own.",
        "https://docs.openssl.org/3.0/man1/openssl-verify/#diagnostics",
    ),
    question="Who says it: the client, about a certificate or about a protocol; or nginx?",
)
def knows_messages(bench):
    expect_told_apart(bench, MESSAGES)


MESSAGES = {
    "unable to get local issuer certificate": "unable to get local issuer certificate",
    "certificate has expired": "certificate has expired",
    "self-signed certificate": "(?i)self.signed certificate",
    "key values mismatch": "key values mismatch",
    "wrong version number, or, by newer ones, record layer failure": (
        "(?i)wrong.version.number|record.layer.failure|packet.length.too.long"
    ),
    "The plain HTTP request was sent to HTTPS port": "plain HTTP request was sent",
    "tlsv1 alert protocol version": "(?i)alert.protocol.version|unsupported.protocol",
    "Maximum (5) redirects followed": r"Maximum \(5\) redirects followed",
    "Hostname mismatch, and curl says that no subject name matches": (
        r"(?s)curl: \(60\).*Hostname mismatch"
    ),
    "Hostname mismatch, and curl is content": "(?s)200: Hello.*Hostname mismatch",
}
