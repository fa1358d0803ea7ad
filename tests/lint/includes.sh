#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# includes.sh - dependencies point one way, and each library has one home
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

# only PATTERN DESCRIPTION ALLOWED...: which files may have a line like that
only()
{
	local pattern=$1 description=$2 found
	shift 2
	found=$(grep -rlE "$pattern" policy hook --include='*.[ch]' | sort |
		grep -vxE "$(printf '%s|' "$@" | sed 's/|$//')")
	is "$description" "$found" ""
}

only '#include [<"]libvirt/' "libvirt has one home" 'hook/client/virt[a-z_]*\.[ch]'
only '#include [<"]openssl/' "libcrypto is used in policy/attest" 'policy/attest/.*'
only '#include [<"]libxml/' "libxml2 has one home" 'policy/xml.*' policy/schema.c
only '#include [<"]jansson.h' "JSON is for clients" 'hook/cli/.*' 'hook/client/.*' hook/metrics/agent_facts.c
only '#include [<"]microhttpd.h' "HTTP has one home" hook/http/main.c
only '#include [<"]systemd/' "systemd is for the agent" 'hook/agent/.*'
only '#include <dlfcn.h>' "libraries are opened late in one place" hook/late.c
only '#include <syslog.h>' "the hook and the agent log, nobody else" hook/hook.c hook/agent/report.h
only '#include "(hook/)?client/' "the hook does not know its clients" 'hook/(cli|client|agent|host)/.*'
only '#include "(hook/)?metrics/' "the hook does not know metrics" 'hook/(metrics|cli|agent|http|host)/.*'
only '#include "(hook/)?host/' "the checks of a host are for the command line" 'hook/(host|cli)/.*'
only '#include "(hook/)?cli/' "nobody knows the command line" 'hook/cli/.*'
only '#include "(hook/)?agent/' "nobody knows the agent" 'hook/agent/.*'
is "policy/ does not know hook/" "$(grep -rlE '#include "hook/' policy)" ""
is "policy/ does not know the program it is in" \
	"$(grep -rnE '\b(stdout|stderr|argv|environ)\b|\b(getenv|system|popen)\(' policy --include='*.[ch]')" \
	""
is "no function that does not know how much room there is" \
	"$(grep -rnE '\b(strcat|strcpy|sprintf|vsprintf|atoi|atol|strtol|sscanf|gets|popen|system)\(' policy hook --include='*.c')" \
	""
is "every file says its licence" \
	"$(grep -rLE 'SPDX-License-Identifier: GPL-2.0-or-later' policy hook tests packaging --include='*.[ch]' --include='*.sh' --include='*.mk')" \
	""
tap_end
