#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# http.sh - sevgate-metrics: metrics over HTTP, also to those who mean ill
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$top/tests/data/hosts/milan

# http [HOW]: stdin is the request; sets $head, $body and $ended
http()
{
	python3 "$top/tests/cli/http.py" "$BUILD/sevgate-metrics" "$root" "$@" >"$work/answer" 2>"$work/err"
	head=$(sed '/^\r$/,$d' "$work/answer" | tr -d '\r')
	body=$(sed '1,/^\r$/d' "$work/answer" | sed '$d')
	ended=$(tail -n 1 "$work/answer")
	status=$(head -n 1 <<<"$head" | cut -d' ' -f2)
}

# request LINE...: one with these lines
request()
{
	printf '%s\r\n' "$@" ''
}

http < <(request 'GET /metrics HTTP/1.1' 'Host: x' 'Accept: text/plain')
is "GET" "$status" 200
like "of the format's type" "$head" '^Content-Type: text/plain; version=0.0.4; charset=utf-8$'
like "whose length is said" "$head" "^Content-Length: $(($(wc -c <<<"$body")))$"
is "it is what sevgate metrics prints" "$(grep -v _seconds <<<"$body")" \
	"$("$BUILD/sevgate" metrics --root "$root" | grep -v _seconds)"
like "the connection ends" "$head" '^Connection: close$'
like "and the process" "$ended" '^ended 0 after [01] s$'
length=$(grep -c . <<<"$body")
http < <(request 'HEAD /metrics HTTP/1.1' 'Host: x')
is "HEAD: no body" "$status,$body" 200,
like "HEAD: the same headers" "$head" '^Content-Length: [1-9][0-9]{3,}$'
ok "GET had hundreds of lines" test "$length" -gt 200
http < <(request 'GET /metrics HTTP/1.0')
is "HTTP 1.0" "$status" 200
http < <(request 'GET /metrics?x=1 HTTP/1.1' 'Host: x')
is "a query changes nothing" "$status" 200
http < <(request 'GET / HTTP/1.1' 'Host: x')
is "the root says where" "$status,$body" "200,sevgate $(cat "$top/VERSION"): see /metrics"
http < <(request 'GET /metricsx HTTP/1.1' 'Host: x')
is "anything else is not there" "$status,$body" "404,see /metrics"
http < <(request 'GET /../../etc/passwd HTTP/1.1' 'Host: x')
is "nor files" "$status" 404
for method in POST PUT DELETE OPTIONS TRACE PATCH FOO get; do
	http < <(request "$method /metrics HTTP/1.1" 'Host: x' 'Content-Length: 3'; printf abc)
	is "$method is not allowed" "$status" 405
	like "$method: what is" "$head" '^Allow: GET, HEAD$'
done
http < <(request 'GET /metrics HTTP/1.1' 'Host: x' 'Transfer-Encoding: chunked'; printf '3\r\nabc\r\n0\r\n\r\n')
is "a body is ignored" "$status" 200

# --- those who mean ill ------------------------------------------------------------
http < <(request 'GET')
like "no request" "$status" '^(400|)$'
like "no request: it ends" "$ended" '^ended 0 after [0-9] s$'
http < <(request "GET /metrics HTTP/1.1" "Host: x" "X: $(head -c 100000 /dev/zero | tr '\0' x)")
like "too much" "$status" '^(413|414|431|)$'
like "too much: it ends" "$ended" '^ended 0 after [0-9] s$'
http < <(request "GET /$(head -c 100000 /dev/zero | tr '\0' x) HTTP/1.1")
like "too long" "$status" '^(414|431|)$'
http < <(head -c 50000 /dev/urandom)
like "noise: it ends" "$ended" '^ended 0 after [0-9] s$'
http < <(request 'GET /metrics HTTP/9.9' 'Host: x')
like "another version" "$status" '^(505|)$'
http silent </dev/null
like "who says nothing is not waited for" "$ended" '^ended 0 after [5-8] s$'
http slow < <(request 'GET /metrics HTTP/1.1' 'Host: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')
like "who is slow has fifteen seconds" "$ended" '^ended -14 after 1[5-8] s$'
http gone < <(request 'GET /metrics HTTP/1.1' 'Host: x')
like "who is gone" "$ended" '^ended 0 after [01] s$'
http deaf < <(for i in {1..400}; do request 'GET /metrics HTTP/1.1' 'Host: x'; done)
like "who does not read" "$ended" '^ended (0|-14) after [0-9]+ s$'

# --- not as systemd does it ----------------------------------------------------------
is "no connection" "$("$BUILD/sevgate-metrics" </dev/null 2>&1; echo $?)" \
	"sevgate-metrics: standard input is no connection; systemd starts this program, see sevgate-metrics(8)
1"
is "no such root" "$("$BUILD/sevgate-metrics" --root /nowhere </dev/null 2>&1; echo $?)" "/nowhere: No such file or directory
1"
is "version" "$("$BUILD/sevgate-metrics" --version)" "sevgate-metrics $(cat "$top/VERSION")"
like "help" "$("$BUILD/sevgate-metrics" --help)" '^usage: sevgate-metrics '
"$BUILD/sevgate-metrics" --nonsense >/dev/null 2>&1
is "wrong usage" $? 2
tap_end
