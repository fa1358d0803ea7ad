/* SPDX-License-Identifier: GPL-2.0-or-later */
/* complain.c - messages in the form of QEMU's own */
#include "complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "policy/cleanup.h"
#include "tests/psp/status.h"

#define PROGRAM "qemu-system-x86_64"

static void print(const struct qemu_args *args, const char *where,
		  const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void print(const struct qemu_args *args, const char *where,
		  const char *fmt, va_list ap)
{
	struct timespec now;
	struct tm tm;

	if (args->timestamp) {
		clock_gettime(CLOCK_REALTIME, &now);
		gmtime_r(&now.tv_sec, &tm);
		fprintf(stderr, "%04d-%02d-%02dT%02d:%02d:%02d.%06ldZ ",
			tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
			tm.tm_hour, tm.tm_min, tm.tm_sec, now.tv_nsec / 1000);
	}
	fprintf(stderr, PROGRAM ": ");
	if (where)
		fprintf(stderr, "-accel %s: ", where);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

void complain(const struct qemu_args *args, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(args, NULL, fmt, ap);
	va_end(ap);
}

void complain_accel(const struct qemu_args *args, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(args, args->accel, fmt, ap);
	va_end(ap);
}

void complain_wait(void)
{
	const struct timespec millisecond = { .tv_nsec = 1000000 };
	int unread, turns;

	/* nothing tells a writer that a pipe was read empty: look again */
	for (turns = 0; turns < 1000; turns++) {
		if (ioctl(STDERR_FILENO, FIONREAD, &unread) < 0 || !unread)
			break;
		nanosleep(&millisecond, NULL);
	}
}

const char *complain_fw_error(int status)
{
	static const char *const texts[] = {
		[PSP_SUCCESS] = "",
		[PSP_INVALID_PLATFORM_STATE] = "Platform state is invalid",
		[PSP_INVALID_GUEST_STATE] = "Guest state is invalid",
		[PSP_INVALID_CONFIG] = "Platform configuration is invalid",
		[PSP_INVALID_LENGTH] = "Buffer too small",
		[PSP_ALREADY_OWNED] = "Platform is already owned",
		[PSP_INVALID_CERTIFICATE] = "Certificate is invalid",
		[PSP_POLICY_FAILURE] = "Policy is not allowed",
		[PSP_INACTIVE] = "Guest is not active",
		[PSP_INVALID_ADDRESS] = "Invalid address",
		[PSP_BAD_SIGNATURE] = "Bad signature",
		[PSP_BAD_MEASUREMENT] = "Bad measurement",
		[PSP_ASID_OWNED] = "ASID is already owned",
		[PSP_INVALID_ASID] = "Invalid ASID",
		[PSP_WBINVD_REQUIRED] = "WBINVD is required",
		[PSP_DFFLUSH_REQUIRED] = "DF_FLUSH is required",
		[PSP_INVALID_GUEST] = "Guest handle is invalid",
		[PSP_INVALID_COMMAND] = "Invalid command",
		[PSP_ACTIVE] = "Guest is active",
		[PSP_HWERROR_PLATFORM] = "Hardware error",
		[PSP_HWERROR_UNSAFE] = "Hardware unsafe",
		[PSP_UNSUPPORTED] = "Feature not supported",
		[PSP_INVALID_PARAM] = "Invalid parameter",
		[PSP_RESOURCE_LIMIT] = "Required firmware resource depleted",
		[PSP_SECURE_DATA_INVALID] =
			"Part-specific integrity check failure",
	};

	if (status < 0 || (size_t)status >= ARRAY_SIZE(texts))
		return "unknown error";
	return texts[status];
}
