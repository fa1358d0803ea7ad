/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_faults.c - the fault file, and a host that launches something else */
#include "psp_vectors.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/psp/qemu/args.h"
#include "tests/psp/qemu/fault_file.h"

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
		cmocka_unit_test(fault_files_are_strict),
		cmocka_unit_test(fault_files_take_effect),
		cmocka_unit_test(other_guest_is_launched),
	};

	return cmocka_run_group_tests_name("psp_faults", tests, NULL, NULL);
}
