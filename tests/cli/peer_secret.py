#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""peer_secret.py IV MEASUREMENT TIK TEK GUID:FILE... - virt-qemu-sev-validate's packet

IV is hexadecimal.  Prints header and payload in base64, as that program would
write them if it drew this IV.
"""
import importlib.machinery
import importlib.util
import sys

PEER = "/usr/bin/virt-qemu-sev-validate"


def load():
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("peer", PEER)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("peer", loader))
    loader.exec_module(module)
    return module


def main(iv, measurement, tik, tek, *secrets):
    peer = load()
    vm = peer.OfflineConfidentialVM(measurement=measurement, api_major=1, api_minor=55,
                                    build_id=24, policy=1, num_cpus=None)
    vm.load_tik_tek(tik, tek)
    # the packet is made from the reported measurement alone
    vm.get_measured_data = lambda: b""
    for secret in secrets:
        vm.secrets_table.load_secret(*secret.split(":", 1))
    peer.os.urandom = lambda n: bytes.fromhex(iv)
    print("\n".join(vm.build_secrets()))


main(*sys.argv[1:])
