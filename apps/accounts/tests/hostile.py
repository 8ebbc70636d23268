"""What nobody types by accident."""

NUL = "ada\0okafor"
HALF = "ada\ud800okafor"
TURNED = "ada\N{RIGHT-TO-LEFT OVERRIDE}rofako"
UNSEEN = "ada\N{ZERO WIDTH SPACE}okafor"
FILLED = "ada\N{HANGUL FILLER}okafor"
BELL = "ada\aokafor"
ENDLESS = "a" * 1_000_000

NAMES = [NUL, HALF, TURNED, UNSEEN, FILLED, BELL, ENDLESS]
ADDRESSES = [
    *(f"{name}@example.org" for name in NAMES),
    *(f"ada@{name}.org" for name in NAMES),
    "ada@" + "ß" * 300 + ".org",
    "ada@" + ".".join(["\ufdfa" * 60] * 4) + ".org",
    "ada",
    "ada@example.org\nBcc: everybody@example.org",
]
