/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files.h - the files below a directory, and what libvirt's schema says */
#ifndef TESTS_FILES_H
#define TESTS_FILES_H

#include <fts.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdlib.h>

#include "unit.h"

#define FILES_MAX 2000

/**
 * struct files - paths, sorted
 */
struct files {
	char *paths[FILES_MAX];
	size_t n;
};

static inline void files_clear(struct files *files)
{
	while (files->n)
		free(files->paths[--files->n]);
}

static inline int files_by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline bool files_ends_in(const char *path, const char *suffix)
{
	size_t len = strlen(path), end = strlen(suffix);

	return len > end && !strcmp(path + len - end, suffix);
}

/* All files below @dir whose names end in @suffix. */
static inline void files_list(struct files *files, const char *dir,
			      const char *suffix)
{
	char *const dirs[] = { (char *)dir, NULL };
	FTS *fts = fts_open(dirs, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const FTSENT *e;

	files->n = 0;
	while (fts && (e = fts_read(fts)))
		if (e->fts_info == FTS_F && files->n < FILES_MAX &&
		    files_ends_in(e->fts_path, suffix))
			files->paths[files->n++] = strdup(e->fts_path);
	if (fts)
		fts_close(fts);
	qsort(files->paths, files->n, sizeof(*files->paths), files_by_name);
}

/* Where the build unpacked the corpus. */
static inline const char *files_corpus(void)
{
	static char path[UNIT_PATH_SIZE];
	const char *build = getenv("BUILD");

	snprintf(path, sizeof(path), "%s/tests/corpus/libvirt-domains",
		 build ? build : "build");
	return path;
}

/* --- libvirt's schema ----------------------------------------------------- */

static inline void files_no_message(void *ctx, const xmlError *error)
{
	(void)ctx;
	(void)error;
}

/*
 * The schema of the libvirt that is installed, or that of the directory in
 * SEVGATE_LIBVIRT_SCHEMAS.  Without one the test is skipped, but not where it
 * must run.
 */
static inline xmlRelaxNG *files_libvirt_schema(void)
{
	const char *dir = getenv("SEVGATE_LIBVIRT_SCHEMAS");
	const char *ci = getenv("CI"), *must = getenv("SEVGATE_MUST_RUN");
	xmlRelaxNGParserCtxt *parser;
	char path[UNIT_PATH_SIZE];
	xmlRelaxNG *schema;

	snprintf(path, sizeof(path), "%s/domain.rng",
		 dir && *dir ? dir : "/usr/share/libvirt/schemas");
	if (access(path, R_OK) < 0) {
		if ((ci && !strcmp(ci, "true")) || (must && !strcmp(must, "1")))
			fail_msg("%s: %s", path, strerror(errno));
		printf("# skipped: there is no %s\n", path);
		unit_skip();
	}
	parser = xmlRelaxNGNewParserCtxt(path);
	xmlRelaxNGSetParserStructuredErrors(
		parser, (xmlStructuredErrorFunc)files_no_message, NULL);
	schema = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	if (!schema)
		fail_msg("%s: cannot be compiled", path);
	return schema;
}

static inline bool files_schema_takes(xmlRelaxNG *schema, const char *text,
				      size_t len)
{
	xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt(schema);
	xmlDoc *doc = xmlReadMemory(text, (int)len, NULL, NULL,
				    XML_PARSE_NONET | XML_PARSE_NOERROR |
					    XML_PARSE_NOWARNING);
	int result = -1;

	xmlRelaxNGSetValidStructuredErrors(
		valid, (xmlStructuredErrorFunc)files_no_message, NULL);
	if (doc)
		result = xmlRelaxNGValidateDoc(valid, doc);
	xmlFreeDoc(doc);
	xmlRelaxNGFreeValidCtxt(valid);
	return result == 0;
}

/* libvirt knows SEV-SNP since 10.5. */
static inline bool files_schema_knows_snp(xmlRelaxNG *schema)
{
	static const char text[] =
		"<domain type='kvm'><name>a</name><memory>1</memory>"
		"<os><type>hvm</type></os><launchSecurity type='sev-snp'>"
		"<policy>0x30000</policy></launchSecurity></domain>";

	return files_schema_takes(schema, text, strlen(text));
}

#endif
