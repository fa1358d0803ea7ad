/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exposition.c - the Prometheus text format 0.0.4 */
#include "hook/metrics/exposition.h"

#include <stdarg.h>

void expose_family(FILE *out, const char *name, const char *type,
		   const char *help)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void expose(FILE *out, const char *name, uint64_t value, const char *labels,
	    ...)
{
	va_list ap;

	fputs(name, out);
	if (labels) {
		fputc('{', out);
		va_start(ap, labels);
		vfprintf(out, labels, ap);
		va_end(ap);
		fputc('}', out);
	}
	fprintf(out, " %llu\n", (unsigned long long)value);
}

void expose_fraction(FILE *out, const char *name, uint64_t value,
		     unsigned int unit)
{
	fprintf(out, "%s %llu.%0*llu\n", name,
		(unsigned long long)(value / unit), unit == 1000 ? 3 : 6,
		(unsigned long long)(value % unit));
}
