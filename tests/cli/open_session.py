#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""open_session.py PDH_KEY NAME POLICY - open a launch session as the platform

Independent of the product and of the model in tests/psp: only ECDH and AES are
the library's.  Says what is wrong, or nothing.
"""
import base64
import hashlib
import hmac
import sys

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def read(path):
    with open(path, "rb") as f:
        return f.read()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def derive(key, label, context):
    # one round of SP 800-108: 128 bits
    one, bits = (1).to_bytes(4, "little"), (128).to_bytes(4, "little")
    return mac(key, one + label + b"\0" + context + bits)[:16]


def public_key(godh):
    x = int.from_bytes(godh[20:92], "little")
    y = int.from_bytes(godh[92:164], "little")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP384R1()).public_key()


def main(pdh_key, name, policy):
    godh = base64.b64decode(read(name + "_godh.b64"), validate=True)
    blob = base64.b64decode(read(name + "_session.b64"), validate=True)
    nonce, wrapped, iv = blob[:16], blob[16:48], blob[48:64]
    if len(godh) != 2084 or len(blob) != 128:
        return "lengths %d and %d" % (len(godh), len(blob))
    if godh[:20] != bytes.fromhex("0100000000000000" "03100000" "03000000" "02000000"):
        return "head of the certificate"
    if godh[164:1044].strip(b"\0") or godh[1052:1564].strip(b"\0"):
        return "bytes that have to be zero"
    platform = load_pem_private_key(read(pdh_key), None)
    z = platform.exchange(ec.ECDH(), public_key(godh))
    master = derive(z, b"sev-master-secret", nonce)
    kek, kik = derive(master, b"sev-kek", b""), derive(master, b"sev-kik", b"")
    if mac(kik, wrapped) != blob[64:96]:
        return "MAC over the keys"
    plain = Cipher(algorithms.AES(kek), modes.CTR(iv)).decryptor().update(wrapped)
    if plain[:16] != read(name + "_tek.bin"):
        return "TEK"
    if plain[16:] != read(name + "_tik.bin"):
        return "TIK"
    if mac(plain[16:], policy.to_bytes(4, "little")) != blob[96:]:
        return "MAC over the policy"
    return ""


print(main(sys.argv[1], sys.argv[2], int(sys.argv[3], 16)), end="")
