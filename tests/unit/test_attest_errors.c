/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_attest_errors.c - a guest that cannot be attested, or not to the end */
#include "attested.h"

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
	  "an SEV-SNP guest is attested by its owner, from inside; it stays "
	  "paused" },
	{ "not confidential", BEFORE, LIVE(""), ATTESTED_NOT,
	  "it is not confidential; it stays paused" },
	{ "no session", BEFORE, LIVE(LAUNCH("")), ATTESTED_NOT,
	  "it has no launch session; a profile gives it one with <launch "
	  "session='per-launch'/>; it stays paused" },
	{ "the owner's session", BEFORE, LIVE(ONE_SESSION("AQ==", "AQ==")),
	  ATTESTED_OWNER,
	  "the launch session is the guest owner's, who has to attest: "
	  "sevgate attest; it stays paused" },
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
	assert_string_equal(done.message.text,
			    "libvirt: info; it stays paused");
	assert_true(done.later);
	assert_record(RECORD_ATTESTED, "not-attested, pending");
	fake.fail = NULL;
	unlinkat(unit_dirfd, IMAGE, 0);
	looked(&j, &done);
	assert_record(RECORD_ATTESTED, "not-attested, pending");
	unlinkat(unit_dirfd, place(KEYS "/tek"), 0);
	looked(&j, &done);
	assert_string_equal(done.message.text,
			    "run/sevgate/" KEYS
			    ": tek: No such file or directory; it stays "
			    "paused");
	assert_string_equal(fake.calls, "");
	start(VIRT_FRESH);
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_OK);
	assert_string_equal(fake.calls, "resume ");
	policy_free(j.policy);
}

/* --- what goes wrong on the way ------------------------------------------- */

static const struct fail_case {
	const char *name, *profile, *fail, *calls, *message, *record;
} fail_cases[] = {
	{ "no document", BEFORE, "live", "", "libvirt: live", "" },
	{ "no state", BEFORE, "state", "", "libvirt: state",
	  "not-attested, pending" },
	{ "no injection", SECRET, "inject", "",
	  "libvirt: inject; it stays paused", "not-attested, pending" },
	{ "no resuming", SECRET, "resume", "inject ",
	  "libvirt: resume; it stays paused", "not-attested, pending" },
};

/* Whoever comes next goes on where it ended, and gives no secret unasked. */
static void interrupted(void **state)
{
	const struct fail_case *c = *state;
	struct judge j = judge_for(c->profile);
	struct attested_domain done;
	struct err err;

	start(VIRT_FRESH);
	unit_write_text("keys/" GUEST_UUID ".key", "passphrase");
	fake.fail = c->fail;
	assert_int_equal(look(&j, &done, &err), -1);
	assert_string_equal(err.text, c->message);
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
				      ".key: No such file or directory; it "
				      "stays paused");
	assert_string_equal(fake.calls, "");
	assert_record(RECORD_ATTESTED, "not-attested, pending");
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
				      "use an OVMF of 2026 or newer; it "
				      "stays paused");
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
	assert_record(RECORD_ATTESTED, "not-attested, pending");
	fake.fail = NULL;
	looked(&j, &done);
	assert_true(done.destroyed);
	policy_free(j.policy);
}

static const struct ended_case {
	const char *name, *fail;
	enum virt_state state;
} ended_cases[] = {
	{ "before it was read", "live", VIRT_GONE },
	{ "before it was asked", "info", VIRT_SHUT },
};

/* A record would outlive it, and be taken for the next launch's. */
static void ended(void **state)
{
	const struct ended_case *c = *state;
	struct judge j = judge_for(BEFORE);
	struct attested_domain done;
	char want[64];
	struct err err;

	start(c->state);
	fake.fail = c->fail;
	assert_int_equal(look(&j, &done, &err), -1);
	snprintf(want, sizeof(want), "libvirt: %s", c->fail);
	assert_string_equal(err.text, want);
	assert_true(done.ended);
	assert_false(done.later);
	assert_record(RECORD_ATTESTED, "");
	policy_free(j.policy);
}

int main(void)
{
	UNIT_CASES_DIR(not_told, not_cases);
	UNIT_DIR(told_later);
	UNIT_CASES_DIR(interrupted, fail_cases);
	UNIT_DIR(secret_is_missing);
	UNIT_DIR(no_room_for_secrets);
	UNIT_DIR(survives);
	UNIT_CASES_DIR(ended, ended_cases);
	return unit_run();
}
