# SPDX-License-Identifier: GPL-2.0-or-later
"""http.py - talk to sevgate-metrics as systemd would connect us: PROGRAM ROOT

Reads one request from standard input, with its line breaks as they are, and
prints the answer.  With "slow" as third argument a byte a second is sent, with
"silent" none, with "deaf" nothing is read.  What the program ended with is
the last line.
"""
import socket
import subprocess
import sys
import time

program, root, how = (sys.argv[1:] + [""])[:3]
ours, theirs = socket.socketpair()
start = time.monotonic()
process = subprocess.Popen([program, "--root", root], stdin=theirs,
                           stdout=subprocess.DEVNULL)
theirs.close()
request = sys.stdin.buffer.read()
if how == "slow":
    ours.settimeout(1)
    for byte in request:
        try:
            ours.send(bytes([byte]))
            if not ours.recv(1):
                break
        except TimeoutError:
            continue
        except OSError:
            break
elif how == "gone":
    ours.send(request)
    ours.close()
elif how != "silent":
    try:
        ours.sendall(request)
    except OSError:
        pass
if how == "deaf":
    process.wait(60)
answer = b""
try:
    ours.settimeout(60)
    while how != "gone" and (data := ours.recv(65536)):
        answer += data
except OSError:
    pass
status = process.wait(60)
sys.stdout.buffer.write(answer)
print(f"\nended {status} after {int(time.monotonic() - start)} s")
