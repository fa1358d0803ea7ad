/* SPDX-License-Identifier: GPL-2.0-or-later */
/* id_block.c - an SEV-SNP ID block is whole, signed, and for this policy */
#include "attest/attest.h"
#include "engine.h"
#include "rule.h"
#include "text.h"

static const struct reason bad_block = {
	.code = "bad-idblock",
	.level = MODE_ENFORCE,
	.fix = "make a new ID block and ID authentication for this guest "
	       "policy: base64 of 96 and of 4096 bytes",
};

/**
 * read_part() - one of the two elements
 * @size:	what it has to decode to
 *
 * Return: the element, NULL after a violation.
 */
static const xmlNode *read_part(struct check *c, const char *name,
				uint8_t *data, size_t size)
{
	const xmlNode *node = xml_child(c->dom->launch, name);
	size_t is = 0;

	if (!node)
		violation(c, &bad_block, c->dom->launch, "<%s> is missing",
			  name);
	else if (!text_base64(xml_trimmed(node), data, size, &is))
		violation(c, &bad_block, node, "<%s> is not base64", name);
	else if (is != size)
		violation(c, &bad_block, node, "<%s> has %zu bytes, not %zu",
			  name, is, size);
	else
		return node;
	return NULL;
}

static void check_signatures(struct check *c, const xmlNode *node,
			     const uint8_t *block, const uint8_t *auth)
{
	bool author = xml_attr_is(c->dom->launch, "authorKey", "yes");
	const struct attest_ops *ops;
	struct err err = { "" };
	int good;

	if (!c->env->attest)
		return;
	ops = c->env->attest(&err);
	good = ops ? ops->id_block_verify(block, auth, author, &err) : -1;
	if (good < 0)
		unknown(c, &bad_block, node, "%s", err.text);
	else if (!good)
		violation(c, &bad_block, node, "%s", err.text);
}

static void check_both(struct check *c)
{
	uint8_t block[ID_BLOCK_SIZE], auth[ID_AUTH_SIZE];
	const xmlNode *block_node =
		read_part(c, "idBlock", block, sizeof(block));
	const xmlNode *auth_node = read_part(c, "idAuth", auth, sizeof(auth));
	uint64_t policy;

	if (!block_node || !auth_node)
		return;
	policy = id_block_policy(block);
	if (c->dom->policy_ok && policy != c->dom->policy)
		violation(c, &bad_block, block_node,
			  "the ID block is for policy 0x%llx, the domain has "
			  "0x%llx",
			  (unsigned long long)policy,
			  (unsigned long long)c->dom->policy);
	check_signatures(c, auth_node, block, auth);
}

static void check(struct check *c)
{
	const xmlNode *launch = c->dom->launch;

	if (!xml_child(launch, "idBlock") && !xml_child(launch, "idAuth"))
		skip(c, "no ID block in the domain");
	else
		check_both(c);
}

const struct rule rule_id_block = {
	.id = "id-block",
	.title = "the ID block is signed and for this guest policy",
	.source = "SNP ABI (56860) 8.18, ID block and ID authentication",
	.techs = TECH_BIT(TECH_SEV_SNP),
	.reasons = (const struct reason *const[]){ &bad_block, NULL },
	.check = check,
};
