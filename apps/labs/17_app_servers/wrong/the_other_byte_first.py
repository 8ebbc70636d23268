"""Networks send the higher byte first."""

REFUSED_BY = "says_request"
EDITS = [
    ("packet.py", 'HEADER = struct.Struct("<BHB")', 'HEADER = struct.Struct(">BHB")'),
    ("packet.py", 'LENGTH = struct.Struct("<H")', 'LENGTH = struct.Struct(">H")'),
]
