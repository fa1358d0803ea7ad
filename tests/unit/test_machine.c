/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_machine.c - what a process sees of its machine, and what is not there */
#include "hook/machine.h"

#include <sys/resource.h>

#include "host.h"
#include "text.h"
#include "unit.h"

/* --- the limit that QEMU would inherit ------------------------------------ */

static const struct limit_case {
	const char *name;
	rlim_t soft, hard;
	bool unlimited;
} limit_cases[] = {
	{ "a page, soft and hard", 4096, 4096, false },
	{ "nothing", 0, 0, false },
};

/* In a child, as a limit that was lowered stays so. */
static int read_limit(const struct limit_case *c)
{
	const struct rlimit limit = { c->soft, c->hard };
	struct host host = { .memlock_unlimited = !c->unlimited };

	if (setrlimit(RLIMIT_MEMLOCK, &limit) < 0)
		return 2;
	machine_read(unit_dirfd, &host);
	return host.memlock_unlimited == c->unlimited ? 0 : 1;
}

static void memlock(void **state)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(read_limit(*state));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* A process may raise its soft limit, and so may QEMU: the hard one counts. */
static void memlock_as_it_is(void **state)
{
	struct host host = { .memlock_unlimited = false };
	struct rlimit limit;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	machine_read(unit_dirfd, &host);
	assert_int_equal(host.memlock_unlimited,
			 limit.rlim_max == RLIM_INFINITY);
}

/* --- KVM ------------------------------------------------------------------ */

static const struct kvm_case {
	const char *name;
	char what;
	const char *target;
} kvm_cases[] = {
	{ "none", 0, NULL },
	{ "a file", 'x', NULL },
	{ "a FIFO", 'p', NULL },
	{ "a directory", 'd', NULL },
	{ "a dangling link", 'l', "nowhere" },
	{ "another device", 'l', "/dev/null" },
};

/* What is no KVM says nothing, and nobody waits for it. */
static void kvm(void **state)
{
	const struct kvm_case *c = *state;
	struct host host = { .vm_types = 42 };

	if (c->what == 'x')
		unit_write_text("dev/kvm", "");
	else if (c->what)
		unit_make(c->what, "dev/kvm", c->target);
	machine_read(unit_dirfd, &host);
	assert_int_equal(host.vm_types, 0);
	assert_int_equal(host.kvm_amd, NO);
	/* a bit position, or 0 where the processor has none */
	assert_true(host.cbitpos < 64);
}

static void files_are_read(void **state)
{
	struct host host = { .qemu = 7 };

	(void)state;
	unit_write_text("sys/module/kvm_amd/parameters/sev", "N\n");
	machine_read(unit_dirfd, &host);
	assert_int_equal(host.kvm_amd, YES);
	assert_int_equal(host.enabled[TECH_SEV], NO);
	assert_int_equal(host.qemu, 7);
}

/* --- the processor -------------------------------------------------------- */

/* CPUID leaf 1, EAX, as the kernel reads it; it adds the extended family. */
static unsigned int of_cpuinfo(const char *text, const char *key)
{
	const char *at = strstr(text, key);
	uint64_t value = 0;
	char number[12];

	assert_non_null(at);
	at = strchr(at, ':') + 2;
	snprintf(number, sizeof(number), "%.*s", (int)strcspn(at, "\n"), at);
	assert_true(text_to_u64(number, 10, UINT32_MAX, &value));
	return (unsigned int)value;
}

static void signature(void **state)
{
	uint32_t eax = machine_cpu_signature();
	unsigned int family = eax >> 8 & 0xf, model = eax >> 4 & 0xf;
	size_t len;
	_cleanup_free_ char *text = NULL;

	(void)state;
	if (!eax) {
		printf("# skipped: this processor has no CPUID\n");
		unit_skip();
	}
	text = unit_read("/proc/cpuinfo", &len);
	if (family == 0xf)
		family += eax >> 20 & 0xff;
	if (family >= 6)
		model |= eax >> 12 & 0xf0;
	assert_int_equal(family, of_cpuinfo(text, "cpu family\t"));
	assert_int_equal(model, of_cpuinfo(text, "\nmodel\t"));
	assert_int_equal(eax & 0xf, of_cpuinfo(text, "stepping\t"));
}

int main(void)
{
	UNIT(signature);
	UNIT_CASES_DIR(memlock, limit_cases);
	UNIT_DIR(memlock_as_it_is);
	UNIT_CASES_DIR(kvm, kvm_cases);
	UNIT_DIR(files_are_read);
	return unit_run();
}
