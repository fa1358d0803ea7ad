/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_decision.c - rulings, and the one line that says them */
#include "hook/decision.h"

#include "guest.h"

#define LINE_SIZE 1024
#define ID	  "; id=01234567\n"

/* The line of a decision, with a fixed id. */
static const char *line_of(struct decision *d, char *line)
{
	strcpy(d->id, "01234567");
	decision_line(d, line, LINE_SIZE);
	return line;
}

/* Nothing is known of the machine, so that no rule speaks of it. */
static const struct host no_host = { .kvm_amd = NOT_KNOWN };

/* --- with a policy at hand ------------------------------------------------ */

#define ROM_NIC "<interface><model type='virtio'/></interface>\n"
#define LOADER                                                     \
	"<os><type machine='q35'>hvm</type><loader type='pflash' " \
	"readonly='yes' stateless='yes'>/no.fd</loader></os>"
#define SMALL_LIMIT "<memtune><hard_limit unit='x'>1</hard_limit></memtune>"

static const struct ruling_case {
	const char *name;
	struct guest guest;
	const char *profile;
	enum ruling ruling;
	const char *line;
} ruling_cases[] = {
	{ "all is well",
	  { .name = NULL },
	  "",
	  ALLOW,
	  "sevgate: ALLOW domain=guest profile=p audit-findings=0" ID },
	{ "audit findings",
	  { .devices = ROM_NIC ROM_NIC },
	  "",
	  ALLOW,
	  "sevgate: ALLOW domain=guest profile=p audit-findings=2" ID },
	{ "refused",
	  { .rest = "" },
	  "",
	  DENY,
	  "sevgate: DENY domain=guest rule=memory-locked: no <locked/> and no "
	  "hard_limit: QEMU inherits the daemon's RLIMIT_MEMLOCK; fix: sevgate "
	  "rewrite --apply guest" ID },
	{ "audit instead",
	  { .rest = "" },
	  "<mode>audit</mode>",
	  ALLOW,
	  "sevgate: ALLOW domain=guest profile=p audit-findings=1" ID },
	{ "exempt",
	  { .rest = "" },
	  "<exempt rule='memory-locked' reason='x'/>",
	  ALLOW,
	  "sevgate: ALLOW domain=guest profile=p audit-findings=0" ID },
	{ "switched off", { .rest = "" }, "<mode>off</mode>", NOT_OURS, NULL },
	{ "two reasons, both mended",
	  { .rest = "", .launch = "<launchSecurity type='sev'/>" },
	  "",
	  DENY,
	  "sevgate: DENY domain=guest rule=guest-policy: the guest policy is "
	  "'' (and 1 more); fix: sevgate rewrite --apply guest" ID },
	{ "one that is not mended",
	  { .devices = "<hostdev type='pci'/>\n" },
	  "",
	  DENY,
	  "sevgate: DENY domain=guest rule=host-devices: <hostdev> of type "
	  "'pci'; fix: sevgate explain host-devices" ID },
	{ "one mended, one not",
	  { .rest = "", .devices = "<hostdev type='pci'/>\n" },
	  "",
	  DENY,
	  "sevgate: DENY domain=guest rule=memory-locked: no <locked/> and no "
	  "hard_limit: QEMU inherits the daemon's RLIMIT_MEMLOCK (and 1 more); "
	  "fix: sevgate explain memory-locked" ID },
	{ "one mended, one that is not enforced",
	  { .rest = "", .devices = "<hostdev type='usb'/>\n" },
	  "",
	  DENY,
	  "sevgate: DENY domain=guest rule=memory-locked: no <locked/> and no "
	  "hard_limit: QEMU inherits the daemon's RLIMIT_MEMLOCK; fix: sevgate "
	  "rewrite --apply guest" ID },
	{ "one mended, one that cannot be told",
	  { .rest = SMALL_LIMIT, .launch = "<launchSecurity type='sev'/>" },
	  "",
	  DENY,
	  "sevgate: DENY domain=guest rule=guest-policy: the guest policy is "
	  "''; fix: sevgate explain guest-policy" ID },
	{ "cannot be told",
	  { .os = LOADER },
	  "",
	  UNDECIDED,
	  "sevgate: DENY domain=guest rule=firmware-uefi: cannot decide: "
	  "firmware /no.fd: No such file or directory; fix: sevgate explain "
	  "firmware-uefi" ID },
	{ "plain domain that should not be",
	  { .launch = "" },
	  "<launch type='sev'/>",
	  DENY,
	  "sevgate: DENY domain=guest rule=launch-security: no "
	  "<launchSecurity>: the guest is not confidential; fix: sevgate "
	  "rewrite --apply guest" ID },
};

static void ruling(void **state)
{
	const struct ruling_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy =
		guest_policy(c->profile);
	_cleanup_free_ char *text = guest_text(&c->guest);
	_cleanup_(decision_clear) struct decision d;
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	char line[LINE_SIZE];

	decision_start(&d, "prepare", "argument");
	assert_int_equal(decide_with(&d, &env, policy, text, strlen(text)),
			 c->ruling);
	assert_int_equal(d.ruling, c->ruling);
	assert_string_equal(d.name, "guest");
	assert_string_equal(d.uuid, GUEST_UUID);
	if (c->line)
		assert_string_equal(line_of(&d, line), c->line);
}

static void nobody_matches(void **state)
{
	static const char text[] = "<policy><profile name='q'>"
				   "<match name='other'/></profile></policy>";
	_cleanup_(policy_freep) struct policy *policy = NULL;
	_cleanup_free_ char *domain = guest_text(&(struct guest){ .rest = "" });
	_cleanup_(decision_clear) struct decision d;
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };

	(void)state;
	assert_int_equal(policy_parse(text, strlen(text), "p", &policy, NULL),
			 0);
	decision_start(&d, "prepare", "argument");
	assert_int_equal(decide_with(&d, &env, policy, domain, strlen(domain)),
			 NOT_OURS);
	assert_null(d.profile);
}

static void disabled(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy("");
	_cleanup_free_ char *text = guest_text(&(struct guest){ .rest = "" });
	_cleanup_(decision_clear) struct decision d;
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	char line[LINE_SIZE];

	(void)state;
	unit_write_text("run/sevgate/disable", "");
	decision_start(&d, "start", "argument");
	assert_int_equal(decide_with(&d, &env, policy, text, strlen(text)),
			 DISABLED);
	assert_string_equal(line_of(&d, line),
			    "sevgate: DISABLED by /run/sevgate/disable: "
			    "domain=guest is not checked" ID);
}

/* --- documents that cannot be judged -------------------------------------- */

static const struct document_case {
	const char *name, *text, *reason;
} document_cases[] = {
	{ "empty", "", "domain document: empty, no XML document" },
	{ "no XML", "x",
	  "domain document: line 1: Start tag expected, '<' not found" },
	{ "DOCTYPE", "<!DOCTYPE a><domain/>",
	  "domain document: line 1: a DOCTYPE is not allowed" },
	{ "no domain", "<network/>",
	  "domain document: line 1: <network> is not a libvirt <domain>" },
	{ "no name", "<domain/>",
	  "domain document: line 1: <domain> has no <name>" },
	{ "two uuids", "<domain><name>a</name><uuid/>\n<uuid/></domain>",
	  "domain document: line 2: a second <uuid>" },
	{ "no uuid", "<domain><name>argument</name></domain>",
	  "the document has no <uuid>" },
};

static void document(void **state)
{
	const struct document_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = guest_policy("");
	_cleanup_(decision_clear) struct decision d;
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	char line[LINE_SIZE], want[LINE_SIZE];

	decision_start(&d, "prepare", "argument");
	assert_int_equal(decide_with(&d, &env, policy, c->text,
				     strlen(c->text)),
			 UNDECIDED);
	snprintf(want, sizeof(want),
		 "sevgate: DENY domain=argument rule=-: cannot decide: %s; "
		 "fix: virsh dumpxml" ID,
		 c->reason);
	assert_string_equal(line_of(&d, line), want);
}

/* --- hostile names and texts ---------------------------------------------- */

#define REST                                                                  \
	" rule=memory-locked: no <locked/> and no hard_limit: QEMU inherits " \
	"the daemon's RLIMIT_MEMLOCK; fix: sevgate rewrite --apply "
#define TEN   "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct name_case {
	const char *name, *text, *shown, *in_fix;
} name_cases[] = {
	{ "plain", "web-1", "web-1", "web-1" },
	{ "newline", "a&#10;sevgate: ALLOW", "\"a\\x0asevgate: ALLOW\"",
	  GUEST_UUID },
	{ "quotes", "a'b\"c", "\"a'b\\\"c\"", GUEST_UUID },
	{ "way up", "../../etc", "../../etc", "../../etc" },
	{ "a command", "$(reboot)", "\"$(reboot)\"", GUEST_UUID },
	{ "back quotes", "a`reboot`", "\"a`reboot`\"", GUEST_UUID },
	{ "semicolon", "a; fix: rm", "\"a; fix: rm\"", GUEST_UUID },
	{ "escape", "a\x7f", "\"a\\x7f\"", GUEST_UUID },
	{ "option", "--force", "--force", GUEST_UUID },
	{ "umlaut", "\xc3\xbc", "\"\\xc3\\xbc\"", GUEST_UUID },
	{ "long", SIXTY SIXTY, "\"" SIXTY "0123...\"", GUEST_UUID },
};

static void hostile_name(void **state)
{
	const struct name_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = guest_policy("");
	_cleanup_free_ char *text =
		guest_text(&(struct guest){ .name = c->text, .rest = "" });
	_cleanup_(decision_clear) struct decision d;
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	char line[LINE_SIZE], want[LINE_SIZE];

	decision_start(&d, "prepare", "argument");
	decide_with(&d, &env, policy, text, strlen(text));
	snprintf(want, sizeof(want), "sevgate: DENY domain=%s" REST "%s" ID,
		 c->shown, c->in_fix);
	assert_string_equal(line_of(&d, line), want);
}

/* The name in the argument, where the document has none that can be read. */
static void hostile_argument(void **state)
{
	_cleanup_(decision_clear) struct decision d;
	char line[LINE_SIZE];

	(void)state;
	decision_start(&d, "prepare", "a\nb");
	d.ruling = UNJUDGED;
	d.hint = "sevgate policy lint";
	err_set(&d.err, "%s", "x\ny");
	assert_string_equal(line_of(&d, line),
			    "sevgate: UNJUDGED domain=\"a\\x0ab\": x?y; fix: "
			    "sevgate policy lint" ID);
}

static void long_message(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy("");
	_cleanup_free_ char *text = NULL, *os = NULL;
	_cleanup_(decision_clear) struct decision d;
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	char line[LINE_SIZE], path[901];
	const char *fix;

	(void)state;
	memset(path, 'x', sizeof(path));
	memcpy(path, "/\xc3\xbc", 3);
	path[sizeof(path) - 1] = '\0';
	assert_true(asprintf(&os,
			     "<os><type machine='q35'>hvm</type><loader "
			     "type='rom'>%s</loader></os>",
			     path) > 0);
	text = guest_text(&(struct guest){ .os = os });
	decision_start(&d, "prepare", "argument");
	assert_int_equal(decide_with(&d, &env, policy, text, strlen(text)),
			 UNDECIDED);
	line_of(&d, line);
	fix = strstr(line, "; fix: sevgate explain firmware-uefi" ID);
	assert_non_null(fix);
	assert_int_equal(fix - strstr(line, "firmware /"), 300);
	assert_int_equal(strchr(line, '\n') - line + 1, strlen(line));
}

static void short_buffer(void **state)
{
	struct decision d;
	char line[24];

	(void)state;
	memset(line, '#', sizeof(line));
	decision_start(&d, "prepare", "argument");
	d.ruling = UNJUDGED;
	decision_line(&d, line, 20);
	assert_string_equal(line, "sevgate: UNJUDGED d");
	assert_int_equal(line[20], '#');
}

/* --- beginning and names -------------------------------------------------- */

static void beginning(void **state)
{
	struct decision d, other;

	(void)state;
	decision_start(&d, "start", "a");
	decision_start(&other, "start", "a");
	assert_int_equal(strspn(d.id, "0123456789abcdef"), 8);
	assert_int_equal(strlen(d.id), 8);
	assert_string_not_equal(d.id, other.id);
	assert_string_equal(d.operation, "start");
	assert_string_equal(d.name, "a");
	assert_string_equal(d.uuid, "");
	assert_null(d.profile);
	decision_clear(&d);
}

static void ruling_names(void **state)
{
	(void)state;
	assert_string_equal(ruling_name(NOT_OURS), "not-ours");
	assert_string_equal(ruling_name(ALLOW), "allow");
	assert_string_equal(ruling_name(DENY), "deny");
	assert_string_equal(ruling_name(UNDECIDED), "undecided");
	assert_string_equal(ruling_name(UNJUDGED), "unjudged");
	assert_string_equal(ruling_name(DISABLED), "disabled");
}

int main(void)
{
	UNIT_CASES_DIR(ruling, ruling_cases);
	UNIT_DIR(nobody_matches);
	UNIT_DIR(disabled);
	UNIT_CASES_DIR(document, document_cases);
	UNIT_CASES_DIR(hostile_name, name_cases);
	UNIT(hostile_argument);
	UNIT_DIR(long_message);
	UNIT(short_buffer);
	UNIT(beginning);
	UNIT(ruling_names);
	return unit_run();
}
