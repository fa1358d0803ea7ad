/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_expect.c - what a domain's document says of its launch */
#include "expect.h"
#include "launches.h"

#define HOST 0x00a20f12u

#define SEV "<launchSecurity type='sev'><policy>0x33</policy></launchSecurity>"
#define ES  "<launchSecurity type='sev'><policy>0x37</policy></launchSecurity>"
#define HASHES                                           \
	"<launchSecurity type='sev' kernelHashes='yes'>" \
	"<policy>0x33</policy></launchSecurity>"
#define LOADER "<loader type='rom'>/fw/OVMF.fd</loader>"
#define BOOT                                                          \
	"<kernel>/boot/vmlinuz</kernel><initrd>/boot/initrd</initrd>" \
	"<cmdline>  a  b </cmdline>"
#define CPU(text) ES "<cpu mode='custom'><model>" text "</model></cpu>"

/**
 * struct expect_case - a document
 * @os:		what is in <os>
 * @rest:	what else is in <domain>
 * @host:	signature of the host's CPU
 * @message:	or NULL: it has this shape
 * @line:	the command line where it is measured
 */
static const struct expect_case {
	const char *name, *os, *rest;
	uint32_t host;
	const char *message;
	struct launch_shape shape;
	const char *line;
} expect_cases[] = {
	{ "SEV", LOADER, SEV, 0, NULL, { .vcpus = 1 }, NULL },
	{ "SEV, pflash",
	  "<loader readonly='yes' type='pflash'>/fw/OVMF.fd</loader>",
	  SEV "<vcpu>4</vcpu>",
	  0,
	  NULL,
	  { .vcpus = 4 },
	  NULL },
	{ "a kernel that is not measured",
	  LOADER BOOT,
	  SEV,
	  0,
	  NULL,
	  { .vcpus = 1 },
	  NULL },
	{ "a kernel that is measured",
	  LOADER BOOT,
	  HASHES,
	  0,
	  NULL,
	  { .vcpus = 1, .kernel_hashes = true },
	  "  a  b " },
	{ "only a kernel",
	  LOADER "<kernel>/boot/vmlinuz</kernel>",
	  HASHES,
	  0,
	  NULL,
	  { .vcpus = 1, .kernel_hashes = true },
	  NULL },
	{ "SEV-ES, vCPUs at start",
	  LOADER,
	  CPU("EPYC-Milan") "<vcpu placement='static' current='3'>8</vcpu>",
	  0,
	  NULL,
	  { .es = true, .vcpus = 3, .cpu_signature = 0x00a00f11 },
	  NULL },
	{ "SEV-ES, versioned model",
	  LOADER,
	  CPU(" EPYC-Rome-v4 "),
	  HOST,
	  NULL,
	  { .es = true, .vcpus = 1, .cpu_signature = 0x00830f10 },
	  NULL },
	{ "SEV-ES, no CPU",
	  LOADER,
	  ES,
	  HOST,
	  NULL,
	  { .es = true, .vcpus = 1, .cpu_signature = 0x00060fb1 },
	  NULL },
	{ "SEV-ES, only a topology",
	  LOADER,
	  ES "<cpu><topology sockets='1' cores='2' threads='1'/></cpu>",
	  HOST,
	  NULL,
	  { .es = true, .vcpus = 1, .cpu_signature = 0x00060fb1 },
	  NULL },
	{ "SEV-ES, the host's CPU",
	  LOADER,
	  ES "<cpu mode='host-passthrough'/>",
	  HOST,
	  NULL,
	  { .es = true, .vcpus = 1, .cpu_signature = HOST },
	  NULL },
	{ "SEV-ES, all that the host has",
	  LOADER,
	  ES "<cpu mode='maximum'/>",
	  HOST,
	  NULL,
	  { .es = true, .vcpus = 1, .cpu_signature = HOST },
	  NULL },
	{ "SEV does not measure the CPU",
	  LOADER,
	  SEV "<cpu mode='host-model'/>",
	  0,
	  NULL,
	  { .vcpus = 1 },
	  NULL },

	{ "the host's CPU is not known",
	  LOADER,
	  ES "<cpu mode='host-passthrough'/>",
	  0,
	  "line 1: <cpu mode='host-passthrough'>: the CPU of the host is not "
	  "known here",
	  { 0 },
	  NULL },
	{ "a definition with host-model",
	  LOADER,
	  ES "<cpu mode='host-model'/>",
	  HOST,
	  "line 1: <cpu mode='host-model'>: only the document of the running "
	  "domain names the model",
	  { 0 },
	  NULL },
	{ "an unknown model",
	  LOADER,
	  CPU("EPYC-Venice"),
	  HOST,
	  "line 1: family, model and stepping of the CPU model EPYC-Venice are "
	  "not known",
	  { 0 },
	  NULL },
	{ "a hostile model",
	  LOADER,
	  CPU("a\nb"),
	  HOST,
	  "line 1: family, model and stepping of the CPU model \"a\\x0ab\" are "
	  "not known",
	  { 0 },
	  NULL },
	{ "no loader",
	  "",
	  SEV,
	  0,
	  "the document names no firmware in <loader>: only that of the "
	  "running domain does",
	  { 0 },
	  NULL },
	{ "stateless only",
	  "<loader stateless='yes'/>",
	  SEV,
	  0,
	  "the document names no firmware in <loader>: only that of the "
	  "running domain does",
	  { 0 },
	  NULL },
	{ "qcow2",
	  "<loader type='pflash' format='qcow2'>/fw/OVMF.fd</loader>",
	  SEV,
	  0,
	  "line 1: firmware in the format 'qcow2' can not be measured",
	  { 0 },
	  NULL },
	{ "SEV-SNP",
	  LOADER,
	  "<launchSecurity type='sev-snp'><policy>0x30000</policy>"
	  "</launchSecurity>",
	  0,
	  "the launch type of the domain is 'sev-snp': only SEV and SEV-ES "
	  "have a launch measurement",
	  { 0 },
	  NULL },
	{ "no launch security",
	  LOADER,
	  "",
	  0,
	  "the launch type of the domain is 'none': only SEV and SEV-ES have a "
	  "launch measurement",
	  { 0 },
	  NULL },
	{ "no such image",
	  "<loader>/fw/none.fd</loader>",
	  SEV,
	  0,
	  "/fw/none.fd: No such file or directory",
	  { 0 },
	  NULL },
	{ "no such kernel",
	  LOADER "<kernel>/boot/none</kernel>",
	  HASHES,
	  0,
	  "/boot/none: No such file or directory",
	  { 0 },
	  NULL },
	{ "no such initrd",
	  LOADER "<kernel>/boot/vmlinuz</kernel><initrd>/boot/none</initrd>",
	  HASHES,
	  0,
	  "/boot/none: No such file or directory",
	  { 0 },
	  NULL },
	{ "a FIFO",
	  "<loader>/fw/fifo</loader>",
	  SEV,
	  0,
	  "/fw/fifo: is a FIFO, not a regular file",
	  { 0 },
	  NULL },
	{ "no image",
	  "<loader>/boot/vmlinuz</loader>",
	  SEV,
	  0,
	  "firmware: 6 bytes, too short for a firmware image",
	  { 0 },
	  NULL },
};

static struct domain *parse(const struct expect_case *c)
{
	_cleanup_free_ char *text = NULL;
	struct domain *dom = NULL;
	struct err err = { "" };
	int len = asprintf(&text,
			   "<domain type='kvm'><name>x</name><os>%s</os>%s"
			   "</domain>",
			   c->os, c->rest);

	assert_true(len > 0);
	if (domain_parse(text, (size_t)len, &dom, &err) < 0)
		fail_msg("%s", err.text);
	return dom;
}

static void write_files(void)
{
	struct image im;

	launches_image(&im, 0);
	unit_write("fw/OVMF.fd", im.bytes, IMAGE_SIZE);
	unit_make('p', "fw/fifo", NULL);
	unit_write_text("boot/vmlinuz", "kernel");
	unit_write_text("boot/initrd", "initrd");
}

/* The digest is that of the same files, opened by hand. */
static void check_digest(const struct expect_case *c,
			 const struct launch *launch)
{
	bool has_initrd = strstr(c->os, "<initrd>") != NULL;
	uint8_t got[LAUNCH_DIGEST_SIZE], expected[LAUNCH_DIGEST_SIZE];
	struct launch *by_hand;
	struct image im;

	launches_image(&im, 0);
	by_hand = launches_open(&im, "kernel", has_initrd ? "initrd" : NULL,
				c->line);
	assert_int_equal(launch_digest(launch, &c->shape, got, NULL), 0);
	assert_int_equal(launch_digest(by_hand, &c->shape, expected, NULL), 0);
	assert_memory_equal(got, expected, sizeof(got));
	launch_free(by_hand);
}

static void expect(void **state)
{
	const struct expect_case *c = *state;
	struct domain *dom = parse(c);
	struct launch *launch = NULL;
	struct launch_shape shape = { .vcpus = 42 };
	struct err err = { "" };

	write_files();
	assert_int_equal(expect_launch(dom, unit_dirfd, c->host, &launch,
				       &shape, &err),
			 c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	if (c->message) {
		assert_null(launch);
		assert_int_equal(shape.vcpus, 42);
	} else {
		assert_int_equal(shape.es, c->shape.es);
		assert_int_equal(shape.kernel_hashes, c->shape.kernel_hashes);
		assert_int_equal(shape.vcpus, c->shape.vcpus);
		assert_int_equal(shape.cpu_signature, c->shape.cpu_signature);
		assert_int_equal(shape.form, VMSA_LEGACY);
		check_digest(c, launch);
	}
	launch_free(launch);
	domain_free(dom);
}

/* --- neighbours ----------------------------------------------------------- */

static void neighbours(void **state)
{
	static const char *const expected[] = {
		"firmware /fw/OVMF.old.fd", "firmware /fw/OVMF_CODE.fd",
		"kernel /boot/vmlinuz-6.1", "kernel /boot/vmlinuz-6.2",
		"initrd /boot/initrd-6.1",
	};
	const struct boot_files files = { "/fw/OVMF.fd", "/boot/vmlinuz",
					  "/boot/initrd", "x" };
	struct boot_others others;
	struct image im;
	size_t i;

	(void)state;
	write_files();
	launches_image(&im, 1);
	unit_write("fw/OVMF_CODE.fd", im.bytes, IMAGE_SIZE);
	unit_write("fw/OVMF.old.fd", im.bytes, IMAGE_SIZE);
	unit_write_text("fw/OVMF.short.fd", "short");
	unit_write("fw/other.fd", im.bytes, IMAGE_SIZE);
	unit_make('d', "boot/vmlinuz-dir", NULL);
	unit_write_text("boot/vmlinuz-6.2", "newer");
	unit_write_text("boot/vmlinuz-6.1", "older");
	unit_write_text("boot/initrd-6.1", "older");
	boot_others_open(unit_dirfd, &files, &others);
	assert_int_equal(others.count, ARRAY_SIZE(expected));
	for (i = 0; i < others.count; i++)
		assert_string_equal(others.others[i].label, expected[i]);
	boot_others_clear(&others);
	assert_int_equal(others.count, 0);
}

static void many_neighbours(void **state)
{
	const struct boot_files files = { .firmware = "/fw/OVMF.fd" };
	struct boot_others others;
	struct image im;
	char name[32];
	int i;

	(void)state;
	launches_image(&im, 1);
	unit_write("fw/OVMF.fd", im.bytes, IMAGE_SIZE);
	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "fw/OVMF.%02d.fd", i);
		unit_write(name, im.bytes, IMAGE_SIZE);
	}
	boot_others_open(unit_dirfd, &files, &others);
	assert_int_equal(others.count, BOOT_MAX_SIBLINGS);
	assert_string_equal(others.others[7].label, "firmware /fw/OVMF.07.fd");
	boot_others_clear(&others);
}

int main(void)
{
	UNIT_CASES_DIR(expect, expect_cases);
	UNIT_DIR(neighbours);
	UNIT_DIR(many_neighbours);
	return unit_run();
}
