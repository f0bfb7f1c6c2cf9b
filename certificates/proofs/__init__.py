"""What a certificate is made of and verified by, without Django and without a network.

The formats are those of C2SP (signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-witness), the hashes
those of RFC 6962, and the status list has the shape of W3C Bitstring Status List.
"""
