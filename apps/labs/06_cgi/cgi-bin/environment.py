#!/usr/bin/env python3
"""Show what a script gets: its environment, and the body on its standard input."""

import os
import sys

body = sys.stdin.buffer.read(int(os.environ.get("CONTENT_LENGTH") or 0))

print("Content-Type: text/plain; charset=utf-8")
print()
for name, value in sorted(os.environ.items()):
    print(f"{name}={value!r}")
print(f"\n{len(body)} bytes of body: {body[:200]!r}")
