/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt.c - libvirt's daemon, and what it can start */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/host/look.h"
#include "text.h"

/* --- its process ---------------------------------------------------------- */

static pid_t read_pid(int rootfd, const char *path)
{
	struct source s = { rootfd, 0 };
	struct number pid = source_number(&s, path, 10, INT32_MAX);

	return pid.known ? (pid_t)pid.value : 0;
}

/* A PID file may be older than the process that has its number now. */
static bool is_daemon(int rootfd, pid_t pid)
{
	struct source s = { rootfd, 0 };
	char path[48], name[SOURCE_MAX];

	snprintf(path, sizeof(path), "proc/%d/comm", (int)pid);
	return source_text(&s, path, name) &&
	       (!strcmp(name, "libvirtd") || !strcmp(name, "virtqemud"));
}

pid_t find_daemon(int rootfd)
{
	static const char *const files[] = { "run/virtqemud.pid",
					     "run/libvirtd.pid",
					     "run/libvirt/virtqemud.pid",
					     "run/libvirt/libvirtd.pid" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		pid_t pid = read_pid(rootfd, files[i]);

		if (pid && is_daemon(rootfd, pid))
			return pid;
	}
	return 0;
}

/* --- what it says --------------------------------------------------------- */

static void say_version(unsigned int version, char *buf, size_t size)
{
	snprintf(buf, size, "%u.%u.%u", version / 1000000,
		 version / 1000 % 1000, version % 1000);
}

static bool check_daemon(struct look *l)
{
	const struct libvirt_answer *a = &l->libvirt;
	char libvirt[24], qemu[24];

	if (!a->heard || a->failed) {
		/* others than root may be waited for to say a password */
		told(l, "libvirt-daemon",
		     !l->root	 ? CHECK_SKIP
		     : !a->heard ? CHECK_WARN
				 : CHECK_FAIL,
		     a->heard ? "systemctl status virtqemud libvirtd"
			      : "it may be asking QEMU for the first time: try "
				"again; else it hangs, and so does virsh",
		     "%s", a->heard ? a->err.text : "libvirt does not answer");
		return false;
	}
	say_version(a->libvirt, libvirt, sizeof(libvirt));
	say_version(a->qemu, qemu, sizeof(qemu));
	told(l, "libvirt-daemon", CHECK_PASS, NULL, "libvirt %s, QEMU %s",
	     libvirt, qemu);
	return true;
}

static void check_sev(struct look *l)
{
	const struct sev_support *s = &l->libvirt.sev;

	if (s->sev)
		told(l, "libvirt-sev", CHECK_PASS, NULL,
		     "it starts SEV guests; by CPUID %llu, and %llu SEV-ES",
		     (unsigned long long)s->guests,
		     (unsigned long long)s->es_guests);
	else
		told(l, "libvirt-sev", CHECK_FAIL,
		     "when kvm-sev and dev-sev-read pass, libvirt remembers an "
		     "older answer of QEMU's: restart it without "
		     "/var/cache/libvirt/qemu/capabilities",
		     "libvirt says that QEMU starts no SEV guests");
}

static void check_snp(struct look *l)
{
	const struct sev_support *s = &l->libvirt.sev;
	bool wanted = l->host.enabled[TECH_SEV_SNP] == YES;

	if (s->snp)
		told(l, "libvirt-sev-snp", CHECK_PASS, NULL,
		     "it starts SEV-SNP guests");
	else
		told(l, "libvirt-sev-snp", wanted ? CHECK_WARN : CHECK_INFO,
		     "SEV-SNP needs libvirt 10.5 and QEMU 9.1",
		     s->lists ? "libvirt lists launch security without SEV-SNP"
			      : "libvirt lists no SEV-SNP");
}

static void check_pdh(struct look *l)
{
	const struct libvirt_answer *a = &l->libvirt;

	if (!a->has_pdh)
		told(l, "libvirt-pdh", CHECK_SKIP,
		     "let sevgated run; it says what it lacks",
		     "it tells no PDH, or sevgated has verified none");
	else if (a->pdh_same)
		told(l, "libvirt-pdh", CHECK_PASS, NULL,
		     "it tells the PDH that sevgated has verified");
	else
		told(l, "libvirt-pdh", CHECK_WARN,
		     "reload sevgated; when it stays so, libvirt remembers an "
		     "older one: restart it without "
		     "/var/cache/libvirt/qemu/capabilities",
		     "it tells another PDH than sevgated has verified; the "
		     "firmware refuses sessions that are made for an old one");
}

void check_libvirt(struct look *l)
{
	static const char *const names[] = { "libvirt-daemon", "libvirt-sev",
					     "libvirt-sev-snp", "libvirt-pdh" };
	size_t i;

	libvirt_heard(l);
	if (!l->live) {
		for (i = 0; i < ARRAY_SIZE(names); i++)
			told_asked(l, names[i], false);
		return;
	}
	if (check_daemon(l)) {
		check_sev(l);
		check_snp(l);
		check_pdh(l);
		return;
	}
	for (i = 1; i < ARRAY_SIZE(names); i++)
		told(l, names[i], CHECK_SKIP, NULL, "see libvirt-daemon");
}
