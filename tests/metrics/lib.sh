# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# lib.sh - Prometheus and its exporters on loopback; sourced, first thing
#
#	. "$(dirname "$0")/lib.sh"
#	node_exporter "$dir"
#	prometheus <<<"scrape_configs: ... 127.0.0.1:$PORT ..."
#	await "it knows our host" has_data 'up == 1'
#	tap_end
#
# All of them end with the script.
set -uo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"
case ${BUILD:=build} in
/*) ;;
*) BUILD=$top/$BUILD ;;
esac

work=$(mktemp -d)
chmod 0755 "$work"
finish()
{
	programs_end
	rm -rf "$work"
}
trap finish EXIT
cd "$top" || exit 1

# shellcheck source-path=SCRIPTDIR source=programs.sh
. tests/metrics/programs.sh
