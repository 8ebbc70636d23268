#!/bin/sh
# Send the server on to another script; the browser does not notice (RFC 3875, 6.2.2).
echo "Location: /cgi-bin/hello.sh/by/way/of/onward.sh"
echo
