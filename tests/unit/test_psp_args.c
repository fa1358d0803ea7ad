/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_args.c - QEMU's command line, read and rewritten */
#include "psp_vectors.h"

#include "tests/psp/qemu/args.h"
#include "tests/psp/qemu/opts.h"

static void parse(const char *const *argv, struct qemu_args *args)
{
	struct err err = { "" };
	int argc = 0;

	while (argv[argc])
		argc++;
	if (args_parse(argc, (char *const *)argv, args, &err) < 0)
		fail_msg("%s", err.text);
}

static void assert_out(const struct qemu_args *args, const char *const *wanted)
{
	size_t i;

	for (i = 0; wanted[i] && args->out[i]; i++)
		assert_string_equal(args->out[i], wanted[i]);
	assert_null(wanted[i]);
	assert_null(args->out[i]);
	assert_int_equal(args->n_out, i);
}

/* Shortened from what libvirt 9.0 and 12.8 give. */
static const char *const domain[] = {
	"/usr/bin/qemu-system-x86_64",
	"-name",
	"guest=a,,b,debug-threads=on",
	"-S",
	"-blockdev",
	"{\"driver\":\"file\",\"filename\":\"/fw/CODE.fd\","
	"\"node-name\":\"libvirt-pflash0-storage\"}",
	"-blockdev",
	"{\"node-name\":\"libvirt-pflash0-format\",\"driver\":\"raw\","
	"\"file\":\"libvirt-pflash0-storage\"}",
	"-machine",
	"pc-q35-7.2,usb=off,confidential-guest-support=lsec0,"
	"kernel_irqchip=split,pflash0=libvirt-pflash0-format",
	"-accel",
	"kvm",
	"-cpu",
	"host,migratable=on",
	"-overcommit",
	"mem-lock=on",
	"-smp",
	"2,maxcpus=4,sockets=4",
	"-chardev",
	"socket,id=charmonitor,fd=28,server=on,wait=off",
	"-mon",
	"chardev=charmonitor,id=monitor,mode=control",
	"-append",
	"-machine",
	"-object",
	"{\"qom-type\":\"sev-guest\",\"id\":\"lsec0\",\"cbitpos\":51,"
	"\"reduced-phys-bits\":1,\"kernel-hashes\":true,\"policy\":55,"
	"\"dh-cert-file\":\"/d\",\"session-file\":\"/s\"}",
	"-msg",
	"timestamp=on",
	NULL,
};

static void domain_is_understood(void **state)
{
	struct qemu_args args;

	(void)state;
	parse(domain, &args);
	assert_string_equal(args.name, "a,b");
	assert_true(args.kvm);
	assert_true(args.timestamp);
	assert_int_equal(args.n_cpus, 2);
	assert_int_equal(args.monitor_fd, 28);
	assert_null(args.probe_path);
	assert_string_equal(args.append, "-machine");
	assert_string_equal(args_pflash_file(&args), "/fw/CODE.fd");
	assert_string_equal(args.sev.id, "lsec0");
	assert_false(args.sev.snp);
	assert_true(args.sev.kernel_hashes);
	assert_int_equal(args.sev.policy, 0x37);
	assert_int_equal(args.sev.cbitpos, 51);
	assert_int_equal(args.sev.reduced_phys_bits, 1);
	assert_string_equal(args.sev.dh_cert_file, "/d");
	assert_string_equal(args.sev.session_file, "/s");
	args_clear(&args);
}

static void domain_is_rewritten(void **state)
{
	static const char *const wanted[] = {
		"/usr/bin/qemu-system-x86_64",
		"-name",
		"guest=a,,b,debug-threads=on",
		"-S",
		"-blockdev",
		"{\"driver\":\"file\",\"filename\":\"/fw/CODE.fd\","
		"\"node-name\":\"libvirt-pflash0-storage\"}",
		"-blockdev",
		"{\"node-name\":\"libvirt-pflash0-format\","
		"\"driver\":\"raw\",\"file\":\"libvirt-pflash0-storage\"}",
		"-machine",
		"pc-q35-7.2,usb=off,pflash0=libvirt-pflash0-format",
		"-accel",
		"tcg,tb-size=64",
		"-cpu",
		"max",
		"-overcommit",
		"mem-lock=off",
		"-smp",
		"2,maxcpus=4,sockets=4",
		"-chardev",
		"socket,id=charmonitor,server=on,wait=off,fd=9",
		"-mon",
		"chardev=charmonitor,id=monitor,mode=control",
		"-append",
		"-machine",
		"-msg",
		"timestamp=on",
		NULL,
	};
	struct qemu_args args;

	(void)state;
	parse(domain, &args);
	assert_int_equal(args_set_monitor(&args, 9), 0);
	assert_out(&args, wanted);
	args_clear(&args);
}

static void probe_is_rewritten(void **state)
{
	static const char *const probe[] = {
		"qemu",
		"-machine",
		"none,accel=kvm:mshv:tcg",
		"-qmp",
		"unix:/x/qmp.monitor,server=on,wait=off",
		"-daemonize",
		NULL,
	};
	static const char *const wanted[] = {
		"qemu",
		"-machine",
		"none,accel=tcg",
		"-chardev",
		"socket,id=sev0,server=on,wait=off,fd=5",
		"-mon",
		"chardev=sev0,mode=control",
		"-daemonize",
		NULL,
	};
	struct qemu_args args;

	(void)state;
	parse(probe, &args);
	assert_true(args.kvm);
	assert_string_equal(args.probe_path, "/x/qmp.monitor");
	assert_int_equal(args_set_monitor(&args, 5), 0);
	assert_out(&args, wanted);
	args_clear(&args);
}

/* QEMU has an opinion of its own on SEV without KVM. */
static void tcg_keeps_its_object(void **state)
{
	static const char *const argv[] = {
		"qemu",
		"-machine",
		"q35,confidential-guest-support=s",
		"-accel",
		"tcg",
		"-object",
		"sev-guest,id=s,policy=0x5,cbitpos=51",
		NULL,
	};
	static const char *const wanted[] = {
		"qemu",
		"-machine",
		"q35,confidential-guest-support=s",
		"-accel",
		"tcg,tb-size=64",
		"-object",
		"sev-guest,id=s,policy=0x5,cbitpos=51",
		NULL,
	};
	struct qemu_args args;

	(void)state;
	parse(argv, &args);
	assert_false(args.kvm);
	assert_int_equal(args.sev.policy, 5);
	assert_out(&args, wanted);
	args_clear(&args);
}

static void snp_object_is_understood(void **state)
{
	static const char *const argv[] = {
		"qemu",
		"-accel",
		"kvm",
		"-machine",
		"q35,smm=on",
		"-bios",
		"/fw/OVMF.fd",
		"-object",
		"{\"qom-type\":\"sev-snp-guest\",\"id\":\"lsec0\","
		"\"cbitpos\":51,\"reduced-phys-bits\":1}",
		NULL,
	};
	struct qemu_args args;

	(void)state;
	parse(argv, &args);
	assert_true(args.sev.snp);
	assert_true(args.smm);
	assert_int_equal(args.sev.policy, 0x30000);
	assert_string_equal(args.bios, "/fw/OVMF.fd");
	assert_null(args_pflash_file(&args));
	args_clear(&args);
}

static void bad_numbers_are_refused(void **state)
{
	static const char *const bad[] = {
		"sev-guest,id=s,policy=abc",
		"sev-guest,id=s,policy=0x100000000",
		"{\"qom-type\":\"sev-guest\",\"id\":\"s\",\"cbitpos\":-1}",
		"{\"qom-type\":\"sev-guest\",\"id\":\"s\",\"policy\":\"\"}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char option[] = "-object";
		char *argv[] = { option, (char *)bad[i] };
		struct qemu_args args;
		struct err err;

		assert_int_equal(args_parse(2, argv, &args, &err), -1);
		args_clear(&args);
	}
}

static void option_strings_are_walked(void **state)
{
	static const char *const keys[] = { "b", NULL };
	char *text;

	(void)state;
	text = opt_get("a,b=1,c=2,,3,b=4", "b");
	assert_string_equal(text, "4");
	free(text);
	text = opt_get("a,b=1,c=2,,3", "c");
	assert_string_equal(text, "2,3");
	free(text);
	assert_null(opt_get("ab=1", "b"));
	assert_null(opt_get("", "b"));
	text = opt_without("a,b=1,c=2,,3,b=4", keys);
	assert_string_equal(text, "a,c=2,,3");
	free(text);
	text = opt_without("b=1", keys);
	assert_string_equal(text, "");
	free(text);
	text = opt_first("max,,x,y");
	assert_string_equal(text, "max,x");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domain_is_understood),
		cmocka_unit_test(domain_is_rewritten),
		cmocka_unit_test(probe_is_rewritten),
		cmocka_unit_test(tcg_keeps_its_object),
		cmocka_unit_test(snp_object_is_understood),
		cmocka_unit_test(bad_numbers_are_refused),
		cmocka_unit_test(option_strings_are_walked),
	};

	return cmocka_run_group_tests_name("psp_args", tests, NULL, NULL);
}
