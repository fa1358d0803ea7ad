/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record.c - what was decided, for those who come later */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "launch_keys.h"
#include "place.h"
#include "rule.h"

#define DOMAINS_FROM_NAMES "../domains/"
#define RECORD_MAX	   65536
#define STAMP		   "%Y-%m-%dT%H:%M:%SZ"

/* --- the document --------------------------------------------------------- */

static void set_number(xmlNode *node, const char *attr, unsigned long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", value);
	xml_set_attr(node, attr, text);
}

void record_stamp(xmlNode *node)
{
	time_t now = time(NULL);
	char text[32];
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), STAMP, &tm);
	xml_set_attr(node, "time", text);
}

time_t record_time(const xmlNode *node)
{
	const char *text = xml_attr(node, "time");
	struct tm tm = { 0 };

	return text && strptime(text, STAMP, &tm) ? timegm(&tm) : 0;
}

static void add_finding(xmlNode *root, const struct finding *f)
{
	xmlNode *node = xml_add(root, "finding");

	xml_set_attr(node, "rule", f->rule->id);
	xml_set_attr(node, "reason", f->reason->code);
	xml_set_attr(node, "verdict", verdict_name(f->verdict));
	xml_set_attr(node, "mode", mode_name(f->mode));
	if (f->exempt)
		xml_set_attr(node, "exempt", f->exempt);
	if (f->xpath)
		xml_set_attr(node, "xpath", f->xpath);
	if (f->line)
		set_number(node, "line", (unsigned long)f->line);
	xml_set_content(node, f->message ? f->message : "");
}

static struct xml *make_record(const struct decision *d)
{
	struct xml *xml = xml_new("decision");
	size_t i;

	if (!xml)
		return NULL;
	xml_set_attr(xml->root, "id", d->id);
	record_stamp(xml->root);
	xml_set_attr(xml->root, "operation", d->operation);
	xml_set_attr(xml->root, "ruling", ruling_name(d->ruling));
	xml_set_attr(xml->root, "domain", d->name);
	xml_set_attr(xml->root, "uuid", d->uuid);
	if (d->dom && xml_attr(d->dom->root, "id"))
		xml_set_attr(xml->root, "launch", xml_attr(d->dom->root, "id"));
	if (d->profile) {
		xml_set_attr(xml->root, "profile", d->profile->name);
		xml_set_attr(xml->root, "mode", mode_name(d->profile->mode));
	}
	if (*d->err.text)
		xml_set_content(xml_add(xml->root, "error"), d->err.text);
	for (i = 0; i < d->report.count; i++)
		if (d->report.findings[i].reason)
			add_finding(xml->root, &d->report.findings[i]);
	return xml;
}

/* --- the place ------------------------------------------------------------ */

static void link_name(int base, const char *name, const char *uuid)
{
	_cleanup_close_ int names = place_open_dir(base, "names");
	char target[64];

	if (names < 0 || !place_is_name(name))
		return;
	snprintf(target, sizeof(target), DOMAINS_FROM_NAMES "%s", uuid);
	unlinkat(names, name, 0);
	if (symlinkat(target, names, name) < 0)
		return;
}

static bool is_full(int domains)
{
	struct stat st;

	/* two links more than subdirectories */
	return fstat(domains, &st) == 0 && st.st_nlink > RECORD_MAX_DOMAINS + 2;
}

int record_open(int rootfd, const char *uuid, bool make)
{
	_cleanup_close_ int base = place_open(rootfd, make);
	_cleanup_close_ int domains = -1;

	if (base < 0 || strlen(uuid) != DOMAIN_UUID_SIZE - 1) {
		errno = base < 0 ? errno : EINVAL;
		return -1;
	}
	if (make) {
		domains = place_open_dir(base, "domains");
		return domains < 0 ? -1 : place_open_dir(domains, uuid);
	}
	domains = openat(base, "domains",
			 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return openat(domains, uuid,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

void record_changed(int rootfd)
{
	_cleanup_close_ int base = place_open(rootfd, false);

	if (base >= 0)
		utimensat(base, "domains", NULL, AT_SYMLINK_NOFOLLOW);
}

struct xml *record_load(int rootfd, const char *uuid, const char *file)
{
	_cleanup_close_ int dir = record_open(rootfd, uuid, false);
	_cleanup_free_ char *text = NULL;
	struct xml *xml = NULL;
	size_t len;

	if (dir < 0 ||
	    file_read_path(dir, file, RECORD_MAX, &text, &len, NULL) < 0 ||
	    xml_parse(text, len, RECORD_MAX, &xml, NULL) < 0)
		return NULL;
	return xml;
}

/* Without the hook nobody drops the record of an earlier launch. */
bool record_is_allowed(int rootfd, const char *uuid, const char *launch)
{
	_cleanup_(xml_freep) struct xml *xml =
		record_load(rootfd, uuid, RECORD_ALLOWED);

	return xml && xml_attr_is(xml->root, "launch", launch);
}

static int put_record(int base, const struct decision *d, const char *text,
		      size_t len)
{
	bool refused = d->ruling == DENY || d->ruling == UNDECIDED;
	_cleanup_close_ int domains = place_open_dir(base, "domains");
	_cleanup_close_ int dir = -1;

	if (domains < 0)
		return -1;
	if (refused && is_full(domains)) {
		errno = EDQUOT;
		return -1;
	}
	dir = place_open_dir(domains, d->uuid);
	if (dir < 0)
		return -1;
	if (refused)
		return place_replace(dir, RECORD_REFUSED, text, len);
	if (place_replace(dir, RECORD_ALLOWED, text, len) < 0)
		return -1;
	unlinkat(dir, RECORD_REFUSED, 0);
	unlinkat(dir, RECORD_MISMATCH, 0);
	link_name(base, d->name, d->uuid);
	return 0;
}

int record_write(int rootfd, const struct decision *d, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = make_record(d);
	_cleanup_close_ int base = -1;
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (!xml || xml_text_of(xml, &text, &len, err) < 0)
		return err_set(err, "decision record: out of memory");
	base = place_open(rootfd, true);
	if (base < 0 || put_record(base, d, text, len) < 0)
		return err_set(err, "decision record: %m");
	record_changed(rootfd);
	return 0;
}

/* Is it a link that link_name() made?  Else what it leads to is not ours. */
static bool is_our_link(const char *target)
{
	size_t len = strlen(DOMAINS_FROM_NAMES);

	return !strncmp(target, DOMAINS_FROM_NAMES, len) &&
	       strlen(target + len) == DOMAIN_UUID_SIZE - 1 &&
	       !strchr(target + len, '/');
}

void record_forget(int rootfd, const char *name)
{
	_cleanup_close_ int base = place_open(rootfd, false);
	_cleanup_close_ int names = -1, dir = -1;
	char target[64];
	ssize_t len;

	if (base < 0 || !place_is_name(name))
		return;
	names = openat(base, "names", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	len = names < 0 ? -1
			: readlinkat(names, name, target, sizeof(target) - 1);
	if (len < 0)
		return;
	target[len] = '\0';
	if (!is_our_link(target))
		return;
	dir = openat(names, target,
		     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir >= 0) {
		unlinkat(dir, RECORD_ALLOWED, 0);
		unlinkat(dir, RECORD_ATTESTED, 0);
	}
	launch_keys_forget(base, target + strlen(DOMAINS_FROM_NAMES));
	/* fails where a refusal is still kept in it */
	unlinkat(names, target, AT_REMOVEDIR);
	unlinkat(names, name, 0);
	record_changed(rootfd);
}
