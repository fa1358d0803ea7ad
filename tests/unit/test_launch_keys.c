/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_launch_keys.c - the platform opens what the hook made for one start */
#include "hook/launch_keys.h"

#include "hook/platform.h"
#include "platform.h"
#include "run_dir.h"
#include "text.h"

#define UUID  "c7a5fdbd-edaf-9455-926a-d65c16db1809"
#define KEYS  "launch/" UUID
#define FILES "var/lib/libvirt/qemu/domain-7-guest"

static const char zeros[3000];

static char *encode(const void *data, size_t len)
{
	char *text = malloc(TEXT_BASE64_SIZE(len) + 1);

	assert_non_null(text);
	text_base64_encode(data, len, text);
	return text;
}

/* A start of a guest that has a place for a session. */
static struct domain *start(uint32_t policy)
{
	_cleanup_free_ char *cert = encode(zeros, DOMAIN_DHCERT_SIZE);
	_cleanup_free_ char *session = encode(zeros, DOMAIN_SESSION_SIZE);
	_cleanup_free_ char *text = NULL;
	struct domain *dom = NULL;
	struct err err = { "" };

	assert_true(asprintf(&text,
			     "<domain id='7'><name>guest</name><uuid>" UUID
			     "</uuid><launchSecurity type='sev'>"
			     "<policy>0x%x</policy><dhCert>%s</dhCert>"
			     "<session>%s</session></launchSecurity></domain>",
			     policy, cert, session) > 0);
	if (domain_parse(text, strlen(text), &dom, &err) < 0)
		fail_msg("%s", err.text);
	unit_write_text(FILES "/dh_cert.base64", cert);
	unit_write_text(FILES "/session.base64", session);
	return dom;
}

static void publish(const struct platform *p)
{
	struct sev_cert chain[4] = { p->pdh };
	struct err err = { "" };

	make_run();
	if (platform_publish(unit_dirfd, chain, &err) < 0)
		fail_msg("%s", err.text);
}

static void read_back(const char *path, void *data, size_t size)
{
	size_t text_len, len = 0;
	_cleanup_free_ char *text = unit_read_at(unit_dirfd, path, &text_len);

	assert_true(text_base64(text, data, size, &len));
	assert_int_equal(len, size);
}

/* --- what is made --------------------------------------------------------- */

static const struct policy_case {
	const char *name;
	uint32_t policy;
} policy_cases[] = {
	{ "SEV", 0x33 },
	{ "SEV-ES", 0x37 },
	{ "all bits", UINT32_MAX },
};

static void platform_accepts(void **state)
{
	const struct policy_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = start(c->policy);
	struct platform p = new_platform();
	struct session_keys seen = { { 0 }, { 0 } }, kept;
	struct launch_session s;
	struct err err = { "" };

	publish(&p);
	if (launch_keys_put(unit_dirfd, dom, &sevgate_attest, &err) < 0)
		fail_msg("%s", err.text);
	read_back(FILES "/dh_cert.base64", &s.godh, sizeof(s.godh));
	read_back(FILES "/session.base64", &s.blob, sizeof(s.blob));
	assert_int_equal(unwrap(&p, &s, c->policy, &seen), PSP_SUCCESS);
	assert_int_equal(launch_keys_get(unit_dirfd, UUID, &kept, &err), 1);
	assert_memory_equal(&kept, &seen, sizeof(kept));
	assert_int_equal(unwrap(&p, &s, c->policy ^ 1, &seen),
			 PSP_BAD_MEASUREMENT);
	assert_int_equal(mode_of(KEYS "/tik"), 0600);
	assert_int_equal(mode_of(KEYS "/tek"), 0600);
	EVP_PKEY_free(p.key);
}

static void new_keys_each_time(void **state)
{
	struct platform p = new_platform();
	struct session_keys keys[2];
	int i;

	(void)state;
	publish(&p);
	for (i = 0; i < 2; i++) {
		_cleanup_(domain_freep) struct domain *dom = start(0x33);

		assert_int_equal(launch_keys_put(unit_dirfd, dom,
						 &sevgate_attest, NULL),
				 0);
		assert_int_equal(
			launch_keys_get(unit_dirfd, UUID, &keys[i], NULL), 1);
	}
	assert_memory_not_equal(keys[0].tik, keys[1].tik, TIK_SIZE);
	assert_memory_not_equal(keys[0].tek, keys[1].tek, TEK_SIZE);
	EVP_PKEY_free(p.key);
}

static int no_entropy(const struct sev_cert *pdh, uint32_t policy,
		      struct launch_session *ret, struct err *err)
{
	(void)pdh;
	(void)policy;
	(void)ret;
	return err_set(err, "no entropy");
}

static void no_session(void **state)
{
	const struct attest_ops ops = { .session_create = no_entropy };
	_cleanup_(domain_freep) struct domain *dom = start(0x33);
	struct platform p = new_platform();
	struct err err = { "" };

	(void)state;
	publish(&p);
	assert_int_equal(launch_keys_put(unit_dirfd, dom, &ops, &err), -1);
	assert_string_equal(err.text, "no entropy");
	assert_false(has("launch"));
	EVP_PKEY_free(p.key);
}

/* --- what is kept --------------------------------------------------------- */

static void not_ours(void **state)
{
	struct session_keys keys;
	struct err err = { "" };

	(void)state;
	assert_int_equal(launch_keys_get(unit_dirfd, UUID, &keys, &err), 0);
	unit_mkdirs(place(""));
	assert_int_equal(launch_keys_get(unit_dirfd, UUID, &keys, &err), 0);
	unit_mkdirs(place("launch"));
	assert_int_equal(launch_keys_get(unit_dirfd, UUID, &keys, &err), 0);
	assert_int_equal(launch_keys_get(unit_dirfd, "", &keys, &err), 0);
	/* nor is what a link leads to */
	unit_write("victim/tik", zeros, TIK_SIZE);
	unit_write("victim/tek", zeros, TEK_SIZE);
	prepare('l', KEYS, "../../../victim");
	assert_int_equal(launch_keys_get(unit_dirfd, UUID, &keys, &err), 0);
	assert_string_equal(err.text, "");
}

static const struct kept_case {
	const char *name;
	int tik, tek;
	const char *message;
} kept_cases[] = {
	{ "none", -1, -1, "tik: No such file or directory" },
	{ "one", 16, -1, "tek: No such file or directory" },
	{ "the other", -1, 16, "tik: No such file or directory" },
	{ "empty", 0, 16, "tik: has 0 bytes, a key has 16" },
	{ "short", 16, 15, "tek: has 15 bytes, a key has 16" },
	{ "long", 17, 16, "tik: more than 16 bytes" },
};

static void half_kept(void **state)
{
	static const struct session_keys nothing;
	const struct kept_case *c = *state;
	struct session_keys keys;
	struct err err = { "" };
	char message[200];

	memset(&keys, 0xaa, sizeof(keys));
	unit_mkdirs(place(KEYS));
	if (c->tik >= 0)
		unit_write(place(KEYS "/tik"), UUID, (size_t)c->tik);
	if (c->tek >= 0)
		unit_write(place(KEYS "/tek"), UUID, (size_t)c->tek);
	snprintf(message, sizeof(message), "run/sevgate/" KEYS ": %s",
		 c->message);
	assert_int_equal(launch_keys_get(unit_dirfd, UUID, &keys, &err), -1);
	assert_string_equal(err.text, message);
	assert_memory_equal(&keys, &nothing, sizeof(keys));
}

static void forgotten(void **state)
{
	struct session_keys keys;
	int base;

	(void)state;
	unit_write(place(KEYS "/tik"), zeros, TIK_SIZE);
	unit_write(place(KEYS "/tek"), zeros, TEK_SIZE);
	unit_write(place("launch/other/tik"), zeros, TIK_SIZE);
	base = openat(unit_dirfd, place(""), O_RDONLY | O_DIRECTORY);
	launch_keys_forget(base, UUID);
	assert_false(has(KEYS));
	assert_true(has("launch/other/tik"));
	assert_int_equal(launch_keys_get(unit_dirfd, UUID, &keys, NULL), 0);
	/* there is nothing left to forget, and nowhere */
	launch_keys_forget(base, UUID);
	launch_keys_forget(-1, UUID);
	close(base);
}

static void forget_follows_no_link(void **state)
{
	int base;

	(void)state;
	unit_write("victim/tik", zeros, TIK_SIZE);
	unit_mkdirs(place("launch"));
	prepare('l', KEYS, "../../../victim");
	base = openat(unit_dirfd, place(""), O_RDONLY | O_DIRECTORY);
	launch_keys_forget(base, UUID);
	close(base);
	assert_true(unit_exists("victim/tik"));
}

int main(void)
{
	UNIT_CASES_DIR(platform_accepts, policy_cases);
	UNIT_DIR(new_keys_each_time);
	UNIT_DIR(no_session);
	UNIT_DIR(not_ours);
	UNIT_CASES_DIR(half_kept, kept_cases);
	UNIT_DIR(forgotten);
	UNIT_DIR(forget_follows_no_link);
	return unit_run();
}
