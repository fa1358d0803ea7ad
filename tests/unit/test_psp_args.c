/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_args.c - QEMU's command line, read and rewritten */
#include "psp_vectors.h"

#include <unistd.h>

#include "tests/psp/qemu/args.h"
#include "tests/psp/qemu/fault_file.h"
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

/* The fault file: text, and the message when it is wrong. */
static const struct {
	const char *text, *message;
} faults[] = {
	{ "", NULL },
	{ "# nothing\n\ntamper-measurement\n", NULL },
	{ "status LAUNCH_START 7\ndelay LAUNCH_MEASURE 5\n", NULL },
	{ "cbitpos 47\nkvm-init 16\nno-es\nallow-migration", NULL },
	{ "measure build 255\nmeasure policy 0x3\n", NULL },
	{ "swap firmware /a b\nswap cmdline \nswap cpus 4\nswap policy 7\n",
	  NULL },
	{ "qmp-delay cont 60000\nqmp-error cont \nqmp-answer query-sev x y z\n",
	  NULL },
	{ "measure build\n", "line 1: needs a field and a number" },
	{ "measure build 1 2\n", "line 1: needs a field and a number" },
	{ "measure digest 1\n", "line 1: no such field of a measurement" },
	{ "measure build 256\n", "line 1: needs a number up to 0xff" },
	{ "measure policy x\n", "line 1: needs a number up to 0xffffffff" },
	{ "swap\n", "line 1: unknown directive" },
	{ "swap kernel\n", "line 1: needs what is swapped, and for what" },
	{ "swap disk /d\n", "line 1: nothing that can be swapped" },
	{ "swap cpus 0\n", "line 1: needs a number from 1 to 4096" },
	{ "swap policy 3 4\n", "line 1: needs a policy in hexadecimal" },
	{ "qmp-delay\n", "line 1: needs a QMP command" },
	{ "qmp-delay cont 60001\n", "line 1: needs a number up to 60000" },
	{ "qmp-answer query-sev\n", "line 1: needs a field of the answer" },
	{ "tamper\n", "line 1: unknown directive" },
	{ "no-es\nstatus LAUNCH 7\n", "line 2: no such firmware command" },
	{ "status LAUNCH_START\n", "line 1: needs one number up to 65535" },
	{ "status LAUNCH_START x\n", "line 1: needs one number up to 65535" },
	{ "status LAUNCH_START 1 2\n", "line 1: needs one number up to 65535" },
	{ "delay LAUNCH_START 60001\n",
	  "line 1: needs one number up to 60000" },
	{ "cbitpos 64\n", "line 1: unknown directive" },
	{ "kvm-init -16\n", "line 1: unknown directive" },
};

static void fault_files_are_strict(void **state)
{
	char path[] = "/tmp/test_psp_args.XXXXXX", wanted[128];
	struct psp_faults firmware;
	struct host_faults host;
	int fd = mkstemp(path);
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		size_t len = strlen(faults[i].text);
		int result;

		assert_int_equal(pwrite(fd, faults[i].text, len, 0), len);
		assert_int_equal(ftruncate(fd, (off_t)len), 0);
		result = fault_file_read(path, &firmware, &host, &err);
		host_faults_clear(&host);
		assert_int_equal(result, faults[i].message ? -1 : 0);
		if (!faults[i].message)
			continue;
		snprintf(wanted, sizeof(wanted), "%s: %s", path,
			 faults[i].message);
		assert_string_equal(err.text, wanted);
	}
	close(fd);
	unlink(path);
}

static void fault_files_take_effect(void **state)
{
	static const char text[] = "status LAUNCH_START 7\nkvm-init 16\n"
				   "delay INIT 3\ncbitpos 47\n"
				   "measure policy 0x33\n";
	char path[] = "/tmp/test_psp_args.XXXXXX";
	struct psp_faults firmware;
	struct host_faults host;
	int fd = mkstemp(path);
	struct err err;

	(void)state;
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fault_file_read(path, &firmware, &host, &err), 0);
	assert_int_equal(firmware.cmd[PSP_CMD_LAUNCH_START].status, 7);
	assert_int_equal(firmware.cmd[PSP_CMD_INIT].delay_ms, 3);
	assert_int_equal(firmware.measured[PSP_MEASURED_POLICY].value, 0x33);
	assert_false(firmware.measured[PSP_MEASURED_BUILD].set);
	assert_int_equal(host.kvm_init, -16);
	assert_int_equal(host.cbitpos, 47);
	close(fd);
	unlink(path);
	/* one that is not there is empty */
	assert_int_equal(fault_file_read(path, &firmware, &host, &err), 0);
	assert_int_equal(firmware.cmd[PSP_CMD_LAUNCH_START].status, 0);
	assert_int_equal(host.cbitpos, 51);
}

/* Something else is launched; the real QEMU gets what libvirt gave. */
static void other_guest_is_launched(void **state)
{
	static const char *const lines[] = {
		"swap firmware /evil.fd", "swap kernel /k", "swap initrd /i",
		"swap cmdline evil=1 x",  "swap cpus 3",    "swap policy 0x7",
	};
	const char *const argv[] = {
		"qemu",	    "-accel",  "kvm",
		"-cpu",	    "EPYC",    "-bios",
		"/good.fd", "-object", "sev-guest,id=s,policy=0x1,cbitpos=51"
	};
	struct swap swap = { 0 };
	struct qemu_args args;
	struct err err;
	bool known;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		assert_int_equal(swap_line(lines[i], &swap, &known, &err), 0);
	assert_int_equal(args_parse(ARRAY_SIZE(argv), (char *const *)argv,
				    &args, &err),
			 0);
	assert_int_equal(swap_apply(&swap, &args, &err), 0);
	assert_string_equal(args.bios, "/evil.fd");
	assert_string_equal(args.kernel, "/k");
	assert_string_equal(args.initrd, "/i");
	assert_string_equal(args.append, "evil=1 x");
	assert_int_equal(args.n_cpus, 3);
	assert_int_equal(args.sev.policy, 7);
	for (i = 0; args.out[i]; i++)
		assert_null(strstr(args.out[i], "evil"));
	args_clear(&args);
	/* not where nothing is confidential */
	assert_int_equal(args_parse(ARRAY_SIZE(argv) - 2, (char *const *)argv,
				    &args, &err),
			 0);
	assert_int_equal(swap_apply(&swap, &args, &err), 0);
	assert_string_equal(args.bios, "/good.fd");
	args_clear(&args);
	swap_clear(&swap);
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
		cmocka_unit_test(fault_files_are_strict),
		cmocka_unit_test(fault_files_take_effect),
		cmocka_unit_test(other_guest_is_launched),
	};

	return cmocka_run_group_tests_name("psp_args", tests, NULL, NULL);
}
