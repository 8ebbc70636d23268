"""gethostbyname: one address, and of IPv4 only, printed as Python shows a tuple."""

REFUSED_BY = "name_to_addresses"
EDITS = [("lookup.py", "        print(address)\n", "        print((address, 0))\n")]
