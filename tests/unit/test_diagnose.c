/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_diagnose.c - one wrong input of a launch, and the words for it */
#include "attest/launch_priv.h"
#include "launches.h"

/**
 * struct wrong - a launch that is not the expected one
 * @es:		an SEV-ES guest is expected
 * @cmdline:	the one that is expected, NULL: LAUNCHES_LINE
 * @change:	makes of the expected launch the real one
 */
struct wrong {
	const char *name;
	bool es;
	const char *cmdline;
	void (*change)(struct claim *real);
	const char *message;
};

/* The real launch's files, when they are others. */
static struct launch *changed;

static void use_files(struct claim *real, const char *kernel,
		      const char *initrd, const char *cmdline, uint8_t mark)
{
	struct image im;

	launches_image(&im, mark);
	changed = launches_open(&im, kernel, initrd, cmdline);
	real->launch = changed;
}

/* --- changes -------------------------------------------------------------- */

static void policy_bit(struct claim *real)
{
	real->reported.policy = 0x31;
}

static void policy_decimal(struct claim *real)
{
	real->reported.policy = 33;
}

static void policy_hexadecimal(struct claim *real)
{
	real->reported.policy = 0x51;
}

static void policy_turned(struct claim *real)
{
	real->reported.policy = 0x33000000;
}

static void policy_minimum_api(struct claim *real)
{
	real->reported.policy = 0x00010033;
}

static void no_session(struct claim *real)
{
	memset(real->tik, 0, sizeof(real->tik));
}

static void keys_exchanged(struct claim *real)
{
	memcpy(real->tik, launches_tek, sizeof(real->tik));
}

static void build(struct claim *real)
{
	real->reported.build = 21;
}

static void api_minor(struct claim *real)
{
	real->reported.api_minor = 54;
}

static void api_major(struct claim *real)
{
	real->reported.api_major = 0;
}

static void no_hashes(struct claim *real)
{
	real->shape.kernel_hashes = false;
}

static void no_initrd(struct claim *real)
{
	use_files(real, "kernel", NULL, LAUNCHES_LINE, 0);
}

static void no_line(struct claim *real)
{
	use_files(real, "kernel", "initrd", NULL, 0);
}

static void line_newline(struct claim *real)
{
	use_files(real, "kernel", "initrd", LAUNCHES_LINE "\n", 0);
}

static void line_crlf(struct claim *real)
{
	use_files(real, "kernel", "initrd", LAUNCHES_LINE "\r\n", 0);
}

static void line_blank(struct claim *real)
{
	use_files(real, "kernel", "initrd", LAUNCHES_LINE " ", 0);
}

static void line_blank_first(struct claim *real)
{
	use_files(real, "kernel", "initrd", " " LAUNCHES_LINE, 0);
}

static void line_trimmed(struct claim *real)
{
	use_files(real, "kernel", "initrd", LAUNCHES_LINE, 0);
}

static void line_without_nul(struct claim *real)
{
	use_files(real, "kernel", "initrd", LAUNCHES_LINE, 0);
	launch_hash(LAUNCHES_LINE, strlen(LAUNCHES_LINE), changed->cmdline,
		    NULL);
}

static void as_sev_es(struct claim *real)
{
	real->shape.es = true;
}

static void as_sev_es_by_policy(struct claim *real)
{
	real->shape.es = true;
	real->reported.policy = 0x37;
}

static void as_sev_by_policy(struct claim *real)
{
	real->shape.es = false;
	real->reported.policy = 0x33;
}

static void vcpus_1(struct claim *real)
{
	real->shape.vcpus = 1;
}

static void vcpus_4(struct claim *real)
{
	real->shape.vcpus = 4;
}

static void vcpus_512(struct claim *real)
{
	real->shape.vcpus = 512;
}

static void form(struct claim *real)
{
	real->shape.form = VMSA_INIT2;
}

static void features(struct claim *real)
{
	real->shape.sev_features = 0x20;
}

static void cpu(struct claim *real)
{
	real->shape.cpu_signature = 0x00a00f11;
}

static void other_firmware(struct claim *real)
{
	use_files(real, "kernel", "initrd", LAUNCHES_LINE, 7);
}

static void other_kernel(struct claim *real)
{
	use_files(real, "another kernel", "initrd", LAUNCHES_LINE, 0);
}

#define CMDLINE_IS "the guest's kernel command line is the expected one "

static const struct wrong wrongs[] = {
	{ "one bit of the policy", false, NULL, policy_bit,
	  "the guest was launched with policy 0x0031, not 0x0033" },
	{ "policy read as decimal", false, NULL, policy_decimal,
	  "the guest was launched with policy 0x0021, not 0x0033: decimal and "
	  "hexadecimal were confused" },
	{ "policy read as hexadecimal", false, NULL, policy_hexadecimal,
	  "the guest was launched with policy 0x0051, not 0x0033: decimal and "
	  "hexadecimal were confused" },
	{ "policy in the other byte order", false, NULL, policy_turned,
	  "the guest was launched with policy 0x33000000, not 0x0033" },
	{ "policy with a minimal API", false, NULL, policy_minimum_api,
	  "the guest was launched with policy 0x10033, not 0x0033" },
	{ "no session", false, NULL, no_session,
	  "the guest was launched without a session: its TIK is all zero" },
	{ "keys exchanged", false, NULL, keys_exchanged,
	  "TIK and TEK are exchanged" },
	{ "build", false, NULL, build,
	  "the host's firmware is build 21, not 24" },
	{ "minor API", false, NULL, api_minor,
	  "the API of the host's firmware is 1.54, not 1.55" },
	{ "major API", false, NULL, api_major,
	  "the API of the host's firmware is 0.55, not 1.55" },
	{ "no kernel hashes", false, NULL, no_hashes,
	  "the guest was launched without kernel hashes (kernelHashes='yes'), "
	  "not with them" },
	{ "no kernel hashes, SEV-ES", true, NULL, no_hashes,
	  "the guest was launched without kernel hashes (kernelHashes='yes'), "
	  "not with them" },
	{ "no initrd", false, NULL, no_initrd,
	  "the guest was launched without an initrd, not with the expected "
	  "one" },
	{ "no command line", false, NULL, no_line,
	  "the guest was launched without a kernel command line, not with the "
	  "expected one" },
	{ "newline", false, NULL, line_newline,
	  CMDLINE_IS "with a newline at its end" },
	{ "CR LF", false, NULL, line_crlf,
	  CMDLINE_IS "with a CR LF at its end" },
	{ "blank at the end", false, NULL, line_blank,
	  CMDLINE_IS "with a blank at its end" },
	{ "blank in front", true, NULL, line_blank_first,
	  CMDLINE_IS "with a blank in front" },
	{ "newline expected", false, LAUNCHES_LINE "\n", line_trimmed,
	  CMDLINE_IS "without white space at its ends" },
	{ "blanks expected", false, " \t" LAUNCHES_LINE "  ", line_trimmed,
	  CMDLINE_IS "without white space at its ends" },
	{ "blanks expected at one end", false, LAUNCHES_LINE "  ", line_blank,
	  CMDLINE_IS "without white space at its ends" },
	{ "blanks expected in front", false, "  " LAUNCHES_LINE,
	  line_blank_first, CMDLINE_IS "without white space at its ends" },
	{ "blanks expected in front, one is at the end", false,
	  "  " LAUNCHES_LINE " ", line_blank,
	  CMDLINE_IS "without white space at its ends" },
	{ "blanks expected at the end, one is in front", false,
	  " " LAUNCHES_LINE "\n\n", line_blank_first,
	  CMDLINE_IS "without white space at its ends" },
	{ "no NUL", false, NULL, line_without_nul,
	  "the guest's kernel command line was hashed without its NUL: QEMU "
	  "is too old" },
	{ "SEV-ES", false, NULL, as_sev_es,
	  "the guest was launched as SEV-ES, not as SEV" },
	{ "SEV-ES, in the policy too", false, NULL, as_sev_es_by_policy,
	  "the guest was launched as SEV-ES, not as SEV" },
	{ "SEV, in the policy too", true, NULL, as_sev_by_policy,
	  "the guest was launched as SEV, not as SEV-ES" },
	{ "1 vCPU", true, NULL, vcpus_1,
	  "the guest was started with 1 vCPU, not 2" },
	{ "4 vCPUs", true, NULL, vcpus_4,
	  "the guest was started with 4 vCPUs, not 2" },
	{ "512 vCPUs", true, NULL, vcpus_512,
	  "the guest was started with 512 vCPUs, not 2" },
	{ "form", true, NULL, form,
	  "the VMSAs of the guest are in the form init2, not legacy" },
	{ "features", true, NULL, features,
	  "SEV_FEATURES of the guest is 0x20, not 0x0: debug_swap of "
	  "kvm_amd" },
	{ "CPU", true, NULL, cpu,
	  "the guest's CPU is EPYC-Milan (0x00a00f11), not EPYC "
	  "(0x00800f12)" },
	{ "firmware at hand", false, NULL, other_firmware,
	  "the guest was launched with firmware OTHER.fd" },
	{ "firmware at hand, SEV-ES", true, NULL, other_firmware,
	  "the guest was launched with firmware OTHER.fd" },
	{ "kernel", false, NULL, other_kernel,
	  "the measurement does not match, and no single change of policy, "
	  "firmware version, type or kernel hashes explains it, nor do the "
	  "other files at hand: the firmware image, kernel, initrd, command "
	  "line or the TIK differs, which can not be told apart, or more than "
	  "one input does" },
	{ "kernel, SEV-ES", true, NULL, other_kernel,
	  "the measurement does not match, and no single change of policy, "
	  "firmware version, type, vCPUs, CPU model or kernel hashes explains "
	  "it, nor do the other files at hand: the firmware image, kernel, "
	  "initrd, command line or the TIK differs, which can not be told "
	  "apart, or more than one input does" },
};

/* --- all of them ---------------------------------------------------------- */

static void wrong(void **state)
{
	const struct wrong *w = *state;
	struct launch *launch =
		launches_expected(w->cmdline ? w->cmdline : LAUNCHES_LINE);
	struct claim claim = launches_claim(launch, w->es), real = claim;
	struct launch_other other = { .label = "firmware OTHER.fd" };
	struct measurement m;
	struct image im;
	struct err err = { "" };

	m = launches_measure(&real);
	assert_int_equal(measure_verify(&claim, &m, &err), 1);
	assert_string_equal(err.text, "");
	launches_image(&im, 7);
	other.launch = launches_open(&im, "kernel", "initrd", LAUNCHES_LINE);
	claim.others = &other;
	claim.n_others = 1;
	w->change(&real);
	m = launches_measure(&real);
	assert_int_equal(measure_verify(&claim, &m, &err), 0);
	assert_string_equal(err.text, w->message);
	launch_free((struct launch *)other.launch);
	launch_free(TAKE_PTR(changed));
	launch_free(launch);
}

int main(void)
{
	UNIT_CASES(wrong, wrongs);
	return unit_run();
}
