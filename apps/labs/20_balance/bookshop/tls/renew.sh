# Issue the shop's certificate anew, by the shop's own authority (lab 19):
#
#     sh tls/renew.sh [NAME] [DAYS]
#
# The authority's certificate, tls/ca.pem, is what browsers and curl are to trust; it is
# made once. nginx reads the shop's when it starts.
set -e
cd "$(dirname "$0")"
name=${1:-shop.localhost}
days=${2:-30}

key() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

if [ ! -f ca.pem ]; then
    key ca.key
    openssl req -x509 -new -key ca.key -days 3650 -subj "/CN=Bookshop authority" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign" \
        -out ca.pem
fi
key shop.key
openssl req -new -key shop.key -subj "/CN=$name" -out shop.csr
# A certificate is for the names that stand here. CN is none of them.
printf 'subjectAltName=DNS:%s\n' "$name" >shop.ext
openssl x509 -req -in shop.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" \
    -extfile shop.ext -out shop.pem
rm shop.csr shop.ext
