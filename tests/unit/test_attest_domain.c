/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_attest_domain.c - what becomes of a guest, and what is left of it */
#include "hook/client/attest_domain.h"

#include "fake_virt.h"
#include "guest.h"
#include "hook/record.h"
#include "launches.h"
#include "run_dir.h"
#include "text.h"

#define OF_GUEST "domains/" GUEST_UUID "/"
#define OK	 OF_GUEST RECORD_ATTESTED
#define MISMATCH OF_GUEST RECORD_MISMATCH
#define KEYS	 "launch/" GUEST_UUID
#define IMAGE	 "fw/OVMF.fd"

#define LIVE(launch)                                                    \
	"<domain type='kvm' id='7'><name>guest</name><uuid>" GUEST_UUID \
	"</uuid><memory>1024</memory><os><type>hvm</type>"              \
	"<loader>/" IMAGE "</loader></os><vcpu>2</vcpu>" launch "</domain>"
#define LAUNCH(in)                                              \
	"<launchSecurity type='sev'><policy>0x0033</policy>" in \
	"</launchSecurity>"

#define BEFORE "<attest when='before-boot'/>"
#define AFTER  "<attest when='after-start'/>"
#define SECRET                                          \
	"<attest when='before-boot'>"                   \
	"<secret guid='luks-key' file='/keys/%u.key'/>" \
	"</attest>"

/* --- a guest that was launched as it should be ---------------------------- */

static const struct where here;
static char measured[TEXT_BASE64_SIZE(MEASUREMENT_SIZE) + 1];

static struct judge judge_for(const char *profile)
{
	return (struct judge){ .where = &here,
			       .rootfd = unit_dirfd,
			       .policy = guest_policy(profile),
			       .virt = &fake.virt };
}

static void set_measurement(uint8_t build)
{
	_cleanup_(launch_freep) struct launch *launch = NULL;
	struct claim claim;
	struct measurement m;
	struct image im;

	launches_image(&im, 0);
	image_add(&im, image_secret, 8, 0x80c000, 0xc00);
	unit_write(IMAGE, im.bytes, IMAGE_SIZE);
	launch = launches_open(&im, NULL, NULL, NULL);
	claim = launches_claim(launch, false);
	claim.shape.kernel_hashes = false;
	claim.reported.build = build;
	m = launches_measure(&claim);
	text_base64_encode((const uint8_t *)&m, sizeof(m), measured);
}

static void start(enum virt_state state)
{
	fake_reset();
	fake.state = state;
	fake.live = LIVE(LAUNCH(""));
	set_measurement(24);
	fake.launch = (struct virt_launch){ measured, 1, 55, 24, 0x33 };
	unit_write_text(place(OF_GUEST RECORD_ALLOWED), "<decision/>");
	unit_write(place(KEYS "/tik"), launches_tik, TIK_SIZE);
	unit_write(place(KEYS "/tek"), launches_tek, TEK_SIZE);
}

static int look(struct judge *j, struct attested_domain *done, struct err *err)
{
	int result;

	err->text[0] = '\0';
	result = attest_domain(j, GUEST_UUID, NULL, done, err);
	attested_domain_clear(done);
	return result;
}

static void looked(struct judge *j, struct attested_domain *done)
{
	struct err err;

	if (look(j, done, &err) < 0)
		fail_msg("%s", err.text);
}

/* "ok", "ok, pending" or "" */
static void assert_record(const char *file, const char *want)
{
	_cleanup_(xml_freep) struct xml *xml =
		attestation_load(unit_dirfd, GUEST_UUID, file);
	char text[60] = "";

	if (xml)
		snprintf(text, sizeof(text), "%s%s",
			 attested_name(attestation_result(xml)),
			 xml_attr(xml->root, "pending") ? ", pending" : "");
	assert_string_equal(text, want);
	if (xml && xml_attr(xml->root, "id"))
		assert_string_equal(xml_attr(xml->root, "id"), "7");
}

/* --- what it comes to ----------------------------------------------------- */

static const struct good_case {
	const char *name, *profile;
	enum virt_state state;
	const char *calls;
} good_cases[] = {
	{ "after start", AFTER, VIRT_RUNNING, "" },
	{ "after start, paused", AFTER, VIRT_FRESH, "" },
	{ "before boot", BEFORE, VIRT_FRESH, "resume " },
	{ "before boot, runs already", BEFORE, VIRT_RUNNING, "" },
	{ "before boot, paused later", BEFORE, VIRT_PAUSED, "" },
	{ "with a secret", SECRET, VIRT_FRESH, "inject resume " },
	{ "with a secret, runs already", SECRET, VIRT_RUNNING, "" },
};

static void good_launch(void **state)
{
	const struct good_case *c = *state;
	struct judge j = judge_for(c->profile);
	struct attested_domain done;

	start(c->state);
	unit_write_text("keys/" GUEST_UUID ".key", "passphrase");
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_OK);
	assert_true(done.ours && !done.known && !done.unchecked);
	assert_int_equal(done.resumed, strstr(c->calls, "resume") != NULL);
	assert_string_equal(fake.calls, c->calls);
	assert_record(RECORD_ATTESTED, "ok");
	assert_record(RECORD_MISMATCH, "");
	/* once for each launch, whatever else happens to it */
	fake.state = VIRT_FRESH;
	fake.launch.measurement = NULL;
	looked(&j, &done);
	assert_true(done.known && !done.resumed);
	assert_string_equal(fake.calls, c->calls);
	policy_free(j.policy);
}

static const struct bad_case {
	const char *name, *profile, *calls;
} bad_cases[] = {
	{ "after start", "<mode>enforce</mode>" AFTER, "destroy " },
	{ "before boot", "<mode>enforce</mode>" BEFORE, "destroy " },
	{ "with a secret", "<mode>enforce</mode>" SECRET, "destroy " },
	{ "only reported",
	  "<mode>enforce</mode><attest when='before-boot' "
	  "onMismatch='report'/>",
	  "" },
	{ "audited", "<mode>audit</mode>" BEFORE, "" },
};

/* Never resumed, and never given a secret. */
static void bad_launch(void **state)
{
	const struct bad_case *c = *state;
	struct judge j = judge_for(c->profile);
	bool destroyed = *c->calls;
	struct attested_domain done;

	start(VIRT_FRESH);
	set_measurement(25);
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_MISMATCH);
	assert_string_equal(fake.calls, c->calls);
	assert_int_equal(done.destroyed, destroyed);
	assert_true(*done.message.text);
	assert_record(RECORD_MISMATCH, "mismatch");
	assert_record(RECORD_ATTESTED, destroyed ? "" : "mismatch");
	policy_free(j.policy);
}

static const struct answer_case {
	const char *name, *measurement;
	unsigned int build;
	const char *message;
} answer_cases[] = {
	{ "none", NULL, 24, "the host gives no launch measurement" },
	{ "empty", "", 24,
	  "the host's launch measurement has 0 bytes, not 48" },
	{ "no base64", "(48 bytes)", 24,
	  "the host's launch measurement is not base64" },
	{ "short", "AAAA", 24,
	  "the host's launch measurement has 3 bytes, not 48" },
	{ "long",
	  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	  24, "the host's launch measurement has 51 bytes, not 48" },
	{ "no build", measured, 256,
	  "there is no SEV firmware 1.55 build 256" },
};

static void hostile_answer(void **state)
{
	const struct answer_case *c = *state;
	struct judge j = judge_for("<mode>enforce</mode>" BEFORE);
	struct attested_domain done;

	start(VIRT_FRESH);
	fake.launch.measurement = (char *)(uintptr_t)c->measurement;
	fake.launch.build = c->build;
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_MISMATCH);
	assert_string_equal(done.message.text, c->message);
	assert_string_equal(fake.calls, "destroy ");
	policy_free(j.policy);
}

/* --- what cannot be told -------------------------------------------------- */

#define ONE_SESSION(a, b) \
	LAUNCH("<dhCert>" a "</dhCert><session>" b "</session>")

static const struct not_case {
	const char *name, *profile, *live;
	enum attested attested;
	const char *message;
} not_cases[] = {
	{ "not asked for", "<attest when='off'/>", LIVE(LAUNCH("")),
	  ATTESTED_NOT, "the profile does not ask for it" },
	{ "SNP", BEFORE,
	  LIVE("<launchSecurity type='sev-snp'><policy>0x30000</policy>"
	       "</launchSecurity>"),
	  ATTESTED_NOT,
	  "an SEV-SNP guest is attested by its owner, from inside" },
	{ "not confidential", BEFORE, LIVE(""), ATTESTED_NOT,
	  "it is not confidential" },
	{ "no session", BEFORE, LIVE(LAUNCH("")), ATTESTED_NOT,
	  "it has no launch session; a profile gives it one with <launch "
	  "session='per-launch'/>" },
	{ "the owner's session", BEFORE, LIVE(ONE_SESSION("AQ==", "AQ==")),
	  ATTESTED_OWNER,
	  "the launch session is the guest owner's, who has to attest: "
	  "sevgate attest" },
};

static void not_told(void **state)
{
	const struct not_case *c = *state;
	struct judge j = judge_for(c->profile);
	struct attested_domain done;

	start(VIRT_FRESH);
	fake.live = c->live;
	unlinkat(unit_dirfd, place(KEYS "/tik"), 0);
	unlinkat(unit_dirfd, place(KEYS "/tek"), 0);
	unlinkat(unit_dirfd, place(KEYS), AT_REMOVEDIR);
	looked(&j, &done);
	assert_int_equal(done.attested, c->attested);
	assert_string_equal(done.message.text, c->message);
	assert_string_equal(fake.calls, "");
	assert_record(RECORD_ATTESTED, attested_name(c->attested));
	policy_free(j.policy);
}

/* It is tried again at the next occasion. */
static void told_later(void **state)
{
	struct judge j = judge_for("<mode>enforce</mode>" BEFORE);
	struct attested_domain done;

	(void)state;
	start(VIRT_FRESH);
	fake.fail = "info";
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_NOT);
	assert_string_equal(done.message.text, "libvirt: info");
	assert_record(RECORD_ATTESTED, "not-attested, pending");
	fake.fail = NULL;
	unlinkat(unit_dirfd, IMAGE, 0);
	looked(&j, &done);
	assert_record(RECORD_ATTESTED, "not-attested, pending");
	unlinkat(unit_dirfd, place(KEYS "/tek"), 0);
	looked(&j, &done);
	assert_string_equal(done.message.text,
			    "run/sevgate/" KEYS
			    ": tek: No such file or directory");
	assert_string_equal(fake.calls, "");
	start(VIRT_FRESH);
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_OK);
	assert_string_equal(fake.calls, "resume ");
	policy_free(j.policy);
}

/* --- what goes wrong on the way ------------------------------------------- */

static const struct fail_case {
	const char *name, *profile, *fail, *calls, *record;
} fail_cases[] = {
	{ "no document", BEFORE, "live", "", "" },
	{ "no state", BEFORE, "state", "", "" },
	{ "no injection", SECRET, "inject", "", "ok, pending" },
	{ "no resuming", SECRET, "resume", "inject ", "ok, pending" },
};

/* Whoever comes next goes on where it ended, and gives no secret unasked. */
static void interrupted(void **state)
{
	const struct fail_case *c = *state;
	struct judge j = judge_for(c->profile);
	struct attested_domain done;
	char message[60];
	struct err err;

	start(VIRT_FRESH);
	unit_write_text("keys/" GUEST_UUID ".key", "passphrase");
	fake.fail = c->fail;
	snprintf(message, sizeof(message), "libvirt: %s", c->fail);
	assert_int_equal(look(&j, &done, &err), -1);
	assert_string_equal(err.text, message);
	assert_string_equal(fake.calls, c->calls);
	assert_false(done.resumed);
	assert_record(RECORD_ATTESTED, c->record);
	fake.fail = NULL;
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_OK);
	assert_true(done.resumed);
	assert_record(RECORD_ATTESTED, "ok");
	policy_free(j.policy);
}

static void secret_is_missing(void **state)
{
	struct judge j = judge_for(SECRET);
	struct attested_domain done;
	struct err err;

	(void)state;
	start(VIRT_FRESH);
	assert_int_equal(look(&j, &done, &err), -1);
	assert_string_equal(err.text, "/keys/" GUEST_UUID
				      ".key: No such file or directory");
	assert_string_equal(fake.calls, "");
	assert_record(RECORD_ATTESTED, "ok, pending");
	policy_free(j.policy);
}

static void no_room_for_secrets(void **state)
{
	struct judge j = judge_for(SECRET);
	struct attested_domain done;
	struct measurement m;
	struct claim claim;
	struct image im;
	struct err err;
	_cleanup_(launch_freep) struct launch *launch = NULL;

	(void)state;
	start(VIRT_FRESH);
	unit_write_text("keys/" GUEST_UUID ".key", "passphrase");
	launches_image(&im, 0);
	unit_write(IMAGE, im.bytes, IMAGE_SIZE);
	launch = launches_open(&im, NULL, NULL, NULL);
	claim = launches_claim(launch, false);
	claim.shape.kernel_hashes = false;
	m = launches_measure(&claim);
	text_base64_encode((const uint8_t *)&m, sizeof(m), measured);
	assert_int_equal(look(&j, &done, &err), -1);
	assert_string_equal(err.text, "the firmware has no room for secrets; "
				      "use an OVMF of 2026 or newer");
	assert_string_equal(fake.calls, "");
	policy_free(j.policy);
}

/* What is to be destroyed and cannot be is tried again. */
static void survives(void **state)
{
	struct judge j = judge_for("<mode>enforce</mode>" BEFORE);
	struct attested_domain done;
	struct err err;

	(void)state;
	start(VIRT_FRESH);
	set_measurement(25);
	fake.fail = "destroy";
	assert_int_equal(look(&j, &done, &err), -1);
	assert_record(RECORD_MISMATCH, "mismatch");
	assert_record(RECORD_ATTESTED, "");
	fake.fail = NULL;
	looked(&j, &done);
	assert_true(done.destroyed);
	policy_free(j.policy);
}

/* --- whose it is ---------------------------------------------------------- */

static void nobodys(void **state)
{
	struct judge j = judge_for("<mode>off</mode>" BEFORE);
	struct attested_domain done;

	(void)state;
	start(VIRT_FRESH);
	looked(&j, &done);
	assert_false(done.ours || done.resumed || done.unchecked);
	assert_record(RECORD_ATTESTED, "");
	assert_string_equal(fake.calls, "");
	policy_free(j.policy);
}

static void never_allowed(void **state)
{
	struct judge j = judge_for("<mode>enforce</mode>" AFTER);
	struct attested_domain done;

	(void)state;
	start(VIRT_RUNNING);
	unlinkat(unit_dirfd, place(OF_GUEST RECORD_ALLOWED), 0);
	looked(&j, &done);
	assert_true(done.unchecked);
	assert_int_equal(done.attested, ATTESTED_OK);
	policy_free(j.policy);
}

/* A record of the launch before says nothing about this one. */
static void another_launch(void **state)
{
	struct judge j = judge_for(AFTER);
	struct attested_domain done;

	(void)state;
	start(VIRT_RUNNING);
	unit_write_text(place(OK), "<attestation id='6' result='ok'/>");
	looked(&j, &done);
	assert_false(done.known);
	assert_int_equal(done.attested, ATTESTED_OK);
	policy_free(j.policy);
}

int main(void)
{
	UNIT_CASES_DIR(good_launch, good_cases);
	UNIT_CASES_DIR(bad_launch, bad_cases);
	UNIT_CASES_DIR(hostile_answer, answer_cases);
	UNIT_CASES_DIR(not_told, not_cases);
	UNIT_DIR(told_later);
	UNIT_CASES_DIR(interrupted, fail_cases);
	UNIT_DIR(secret_is_missing);
	UNIT_DIR(no_room_for_secrets);
	UNIT_DIR(survives);
	UNIT_DIR(nobodys);
	UNIT_DIR(never_allowed);
	UNIT_DIR(another_launch);
	return unit_run();
}
