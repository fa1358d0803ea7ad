/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_corpus.c - libvirt's own test domains, made confidential */
#include "engine.h"
#include "files.h"
#include "rule.h"
#include "unit.h"

/*
 * Every file is checked and rewritten for each of these profiles.  Nearly
 * none of them is a guest that SEV could run, which is the point: whatever
 * stands in a document, rewriting ends, is idempotent, mends what it says it
 * mends, and leaves a document that libvirt still takes.
 */

#define CORPUS_FILES 766

/* those that people wrote for SEV, beside libvirt's */
#define VECTORS	     "tests/vectors/libvirt"
#define VECTOR_FILES 16

#define PROFILE(launch, rules)                                     \
	"<policy><profile name='p'><match name='*'/>" launch rules \
	"</profile></policy>"
#define IOMMU_ON "<rule id='virtio-iommu' value='on'/>"

static const struct host_firmware images[] = {
	{ "/usr/share/OVMF/OVMF_CODE_4M.fd",
	  TECH_BIT(TECH_SEV) | TECH_BIT(TECH_SEV_ES), true, false },
	{ "/usr/share/ovmf/OVMF.amdsev.fd", TECHS_AMD, false, true },
};

static const struct host hosts[] = {
	{ .kvm_amd = NOT_KNOWN },
	{ .kvm_amd = NOT_KNOWN,
	  .qemu = HOST_VERSION(5, 2, 0),
	  .libvirt = HOST_VERSION(6, 8, 0),
	  .cbitpos = 47 },
	{ .kvm_amd = NOT_KNOWN,
	  .qemu = HOST_VERSION(10, 0, 0),
	  .libvirt = HOST_VERSION(11, 3, 0),
	  .cbitpos = 51,
	  .firmware = images,
	  .n_firmware = ARRAY_SIZE(images) },
};

static const struct corpus_case {
	const char *name, *policy;
	const struct host *host;
	bool snp;
} corpus_cases[] = {
	{ "as declared, host not known", PROFILE("", ""), NULL, false },
	{ "sev", PROFILE("<launch type='sev'/>", ""), &hosts[0], false },
	{ "sev, iommu on", PROFILE("<launch type='sev'/>", IOMMU_ON), &hosts[0],
	  false },
	{ "sev, old host", PROFILE("<launch type='sev'/>", ""), &hosts[1],
	  false },
	{ "sev-es, host with images", PROFILE("<launch type='sev-es'/>", ""),
	  &hosts[2], false },
	{ "sev-es, not attested",
	  PROFILE("<launch type='sev-es'/>", "<attest when='off'/>"), NULL,
	  false },
	{ "sev-es, image in the profile",
	  PROFILE("<launch type='sev-es' policy='0x7' kernelHashes='yes' "
		  "firmware='/usr/share/OVMF/x.fd'/>",
		  IOMMU_ON),
	  NULL, false },
	{ "sev-snp", PROFILE("<launch type='sev-snp'/>", ""), NULL, true },
	{ "sev, all enforced", PROFILE("<launch type='sev'/>", "@"), &hosts[2],
	  false },
	{ "sev-es, all enforced", PROFILE("<launch type='sev-es'/>", "@"),
	  &hosts[1], false },
	{ "sev-snp, all enforced", PROFILE("<launch type='sev-snp'/>", "@"),
	  NULL, true },
	{ "sev-snp, host with images",
	  PROFILE("<launch type='sev-snp' policy='0x30000'/>", IOMMU_ON),
	  &hosts[2], true },
};

/* --- one document --------------------------------------------------------- */

/**
 * struct tally - what was seen in one case
 * @schema:	NULL: not looked at
 * @left:	enforced violations that a fix should have mended
 */
struct tally {
	const struct profile *profile;
	struct env env;
	xmlRelaxNG *schema;
	size_t checked, findings, changed, taken, left, bad;
};

static struct domain *parsed(const char *path, const char *text, size_t len)
{
	struct domain *dom = NULL;
	struct err err = { "" };

	if (domain_parse(text, len, &dom, &err) < 0)
		fail_msg("%s: %s", path, err.text);
	return dom;
}

static char *rewritten(struct tally *t, const char *path, const char *text,
		       size_t len, size_t *ret_len)
{
	_cleanup_(domain_freep) struct domain *dom = parsed(path, text, len);
	struct err err = { "" };
	char *out = NULL;

	if (engine_rewrite(dom, t->profile, &t->env, false, &out, ret_len,
			   &err) < 0)
		fail_msg("%s: %s", path, err.text);
	return out;
}

/*
 * A session in the domain binds the guest policy, whatever else is wrong; and
 * a guest of another type is left as it is.
 */
static bool is_held_back(const struct report *report, const struct rule *rule)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		const struct finding *f = &report->findings[i];

		if (!finding_is_bad(f))
			continue;
		if (f->rule == rule &&
		    !strcmp(f->reason->code, "policy-bound-to-session"))
			return true;
		if (!strcmp(f->reason->code, "launchsecurity-conflict"))
			return true;
	}
	return false;
}

static size_t check(struct tally *t, struct domain *dom, const char *path,
		    bool mended)
{
	struct report report = { 0 };
	size_t i, count;

	engine_check(dom, t->profile, &t->env, &report);
	for (i = 0; i < report.count; i++) {
		const struct finding *f = &report.findings[i];

		assert_non_null(f->message);
		if (!mended || !finding_is_bad(f) || !f->reason->mends ||
		    f->mode != MODE_ENFORCE || is_held_back(&report, f->rule))
			continue;
		printf("# %s: %s %s: %s\n", path, f->rule->id, f->reason->code,
		       f->message);
		t->left++;
	}
	count = report.count;
	report_clear(&report);
	return count;
}

static void complain(struct tally *t, const char *path, const char *what,
		     const char *text)
{
	t->bad++;
	printf("# %s: %s\n", path, what);
	if (t->bad == 1)
		printf("# %s\n", text);
}

static void check_file(struct tally *t, const char *path)
{
	size_t len, once_len, twice_len;
	_cleanup_free_ char *text = unit_read(path, &len), *once = NULL,
			    *twice = NULL;
	_cleanup_(domain_freep) struct domain *dom = parsed(path, text, len),
					      *after = NULL;

	t->checked++;
	t->findings += check(t, dom, path, false);
	once = rewritten(t, path, text, len, &once_len);
	twice = rewritten(t, path, once, once_len, &twice_len);
	if (once_len != twice_len || memcmp(once, twice, once_len) != 0)
		complain(t, path, "rewriting twice is not rewriting once",
			 twice);
	t->changed += once_len != len || memcmp(once, text, len) != 0;
	after = parsed(path, once, once_len);
	check(t, after, path, true);
	if (!t->schema || !files_schema_takes(t->schema, text, len))
		return;
	t->taken++;
	if (!files_schema_takes(t->schema, once, once_len))
		complain(t, path, "libvirt's schema no longer takes it", once);
}

static void check_files(struct tally *t, const char *dir, size_t count)
{
	static struct files files;
	size_t i;

	files_list(&files, dir, ".xml");
	if (files.n != count)
		fail_msg("%zu domains in %s, not %zu; \"make check-unit\" "
			 "unpacks the corpus",
			 files.n, dir, count);
	for (i = 0; i < files.n; i++)
		check_file(t, files.paths[i]);
	files_clear(&files);
}

/* "@" in a policy stands for all rules, enforced. */
static char *policy_text(const char *policy)
{
	const char *at = strchr(policy, '@');
	const struct rule *const *r;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fprintf(out, "%.*s", at ? (int)(at - policy) : (int)strlen(policy),
		policy);
	for (r = rules; at && *r; r++)
		fprintf(out, "<rule id='%s' mode='enforce'%s/>", (*r)->id,
			!strcmp((*r)->id, "virtio-iommu") ? " value='on'" : "");
	fputs(at ? at + 1 : "", out);
	fclose(out);
	return text;
}

static void corpus(const struct corpus_case *c, xmlRelaxNG *schema)
{
	_cleanup_free_ char *text = policy_text(c->policy);
	_cleanup_(policy_freep) struct policy *policy = NULL;
	struct err err = { "" };
	struct tally t = { .env = { .rootfd = -1, .host = c->host },
			   .schema = schema };

	if (policy_parse(text, strlen(text), "p", &policy, &err) < 0)
		fail_msg("%s", err.text);
	t.profile = policy->profiles[0];
	check_files(&t, files_corpus(), CORPUS_FILES);
	check_files(&t, VECTORS, VECTOR_FILES);
	printf("# %s: %zu domains, %zu findings, %zu rewritten, %zu that "
	       "libvirt's schema takes before and after\n",
	       c->name, t.checked, t.findings, t.changed, t.taken);
	assert_int_equal(t.bad, 0);
	assert_int_equal(t.left, 0);
}

static void with_rules(void **state)
{
	corpus(*state, NULL);
}

static void with_schema(void **state)
{
	const struct corpus_case *c = *state;
	xmlRelaxNG *schema = files_libvirt_schema();

	if (!c->snp || files_schema_knows_snp(schema))
		corpus(c, schema);
	else
		printf("# this libvirt's schema does not know sev-snp\n");
	xmlRelaxNGFree(schema);
}

int main(void)
{
	UNIT_CASES(with_rules, corpus_cases);
	UNIT_CASES(with_schema, corpus_cases);
	return unit_run();
}
