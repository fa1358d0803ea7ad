# shellcheck shell=bash disable=SC2034,SC2154 # set for, and by, who sources it
# SPDX-License-Identifier: GPL-2.0-or-later
# programs.sh - Prometheus and node_exporter on loopback; sourced, with $top and
# $work set, after tap.sh
#
# Every program takes a free port by itself, keeps its files below $work, and
# has to be ended with programs_end.

packaged=$top/packaging/prometheus
pids=()

programs_end()
{
	[ ${#pids[@]} = 0 ] || { kill "${pids[@]}"; wait "${pids[@]}"; } 2>/dev/null
}

tools=$("$top/tests/metrics/tools" 2>"$work/tools.log") ||
	skip_all "no Prometheus: $(tail -n 1 "$work/tools.log")"
promtool=$tools/promtool

# wait_for COMMAND...: until it succeeds, for as long as a busy machine needs;
# these programs tell of nothing, they have to be asked
wait_for()
{
	local end=$((SECONDS + 60))
	until "$@"; do
		[ $SECONDS -lt $end ] || return
		sleep 0.1
	done
}

# await DESC COMMAND...: the same, as a check
await()
{
	local desc=$1
	shift
	ok "$desc" wait_for "$@"
}

# port_of PID: sets PORT to where it listens on loopback
port_of()
{
	PORT=$(ss -Hltnp | sed -n "s/.* 127\.0\.0\.1:\([0-9]*\) .*[(,]pid=$1,.*/\1/p")
	[ -n "$PORT" ]
}

# settled PID: it listens, or will never
settled()
{
	port_of "$1" || ! kill -0 "$1" 2>/dev/null
}

# background COMMAND...: $! ends with the script, even when that is killed; sets
# log
background()
{
	log=$work/${1##*/}-${#pids[@]}.log
	setpriv --pdeathsig TERM "$@" >"$log" 2>&1 </dev/null &
	pids+=($!)
}

# serve COMMAND...: the same; sets PORT once it listens
serve()
{
	local log
	background "$@"
	wait_for settled $!
	port_of $! || {
		sed 's/^/# /' "$log"
		return 1
	}
}

# node_exporter DIR: one that has nothing but the textfiles there
node_exporter()
{
	serve "$tools/prometheus-node-exporter" \
		--web.listen-address=127.0.0.1:0 --collector.disable-defaults \
		--collector.textfile --collector.textfile.directory="$1"
}

# prometheus: reads scrape_configs from stdin, has our rules, asks twice a
# second, or EVERY so often; sets API to where it answers
prometheus()
{
	local dir=$work/prometheus-${#pids[@]} every=${EVERY:-500ms}
	mkdir "$dir"
	{
		echo "global: { scrape_interval: $every, evaluation_interval: $every }"
		printf 'rule_files: [ %s, %s ]\n' "$packaged"/sevgate-*.yml
		cat
	} >"$dir/config.yml"
	serve "$tools/prometheus" --config.file="$dir/config.yml" \
		--storage.tsdb.path="$dir/data" --web.listen-address=127.0.0.1:0 \
		--log.level=warn || return
	API=http://127.0.0.1:$PORT/api/v1
	wait_for curl -sf -o /dev/null "${API%/api/v1}/-/ready"
}

# query PROMQL: the answer's series, as JSON
query()
{
	curl -s --data-urlencode "query=$1" "$API/query" |
		jq -ce 'if .status == "success" then .data.result else error(.error) end'
}

# has_data PROMQL: there is an answer, and there are numbers in it
has_data()
{
	query "$1" | jq -e 'any(.[]; .value[1] != "NaN")' >/dev/null
}

# rules: those of a Prometheus, as JSON, one a line
rules()
{
	curl -s "$API/rules" | jq -ce '.data.groups[].rules[]'
}

# fill_in: Grafana's variables in queries
fill_in()
{
	sed 's/\$__rate_interval/2s/g; s/\$__range/1m/g; s/\$instance/.*/g'
}

# dashboard_queries: of every panel
dashboard_queries()
{
	jq -r '.panels[].targets[].expr' "$packaged/dashboard.json" | fill_in
}
