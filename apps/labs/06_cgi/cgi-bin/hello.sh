#!/bin/sh
# A page by a shell: the header, an empty line, and whatever follows.
echo "Content-Type: text/plain; charset=utf-8"
echo
echo "Hello from process $$, whose parent is $PPID."
echo "You asked with $REQUEST_METHOD for $SCRIPT_NAME${PATH_INFO:+, and then $PATH_INFO}."
